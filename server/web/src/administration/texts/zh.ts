import type { AdministrationTexts } from './en.js';

export const zh: AdministrationTexts = {
  title: '管理',
  navigation: '管理的各个部分',
  policies: {
    title: '策略',
    lead: '哪些规则适用于谁，以及会有哪些变化。',
  },
  audit: {
    title: '审计',
    lead: '何时、对谁、发生了什么。',
  },
  messages: {
    title: '消息',
    lead: '邮件和页面用公司自己的话说什么，以及使用哪些语言。',
  },
  directories: {
    title: '目录',
    lead: '逐步检查目录是否响应。',
  },
  workstations: {
    title: '工作站',
    lead: '哪些计算机已加入，以及如何加入新的计算机。',
  },
  firstRun: {
    title: '设置第一台工作站',
    lead: '从目录到首次登录，逐步完成。',
  },
  keys: {
    title: '密钥',
    lead: '谁可以使用 API、数据密钥以及后台任务。',
  },
};
