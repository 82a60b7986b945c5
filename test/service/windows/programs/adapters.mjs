/**
 * Calls one Windows adapter of the installed service and says the outcome on stdout, in JSON.
 * Arguments: folder of the installed product, name of the call, its arguments in JSON.
 */
import { pathToFileURL } from 'node:url';

const [app, call, json = '[]'] = process.argv.slice(2);
const load = (name) => import(`${pathToFileURL(app)}/service/dist/windows/${name}.js`);
const { DpapiVault } = await load('dpapi-vault');
const { readRegistryKey } = await load('registry');
const { prepareStateFolder } = await load('state-folder');
const { readFileSecurity } = await load('file-security');
const { EventLog } = await load('event-log');
const { AttemptRegistry } = await load('attempt-registry');
const { forgetAttempts } = await load('attempt-counts');
const { readMachine } = await load('machine');
const { LogonUserPasswords, checkOf } = await load('logon-user-passwords');
const { LsaPasswordChanges } = await load('lsa-password-changes');
const { findDomainController } = await load('domain-controllers');
const { StageRegistry } = await load('stage-registry');
const { SamAccounts } = await load('sam-accounts');
const { TerminalSessions } = await load('terminal-sessions');
const { connectToServiceControl } = await load('service-control');

const calls = {
  seal: (hex, purpose) =>
    Buffer.from(new DpapiVault().seal(Buffer.from(hex, 'hex'), purpose)).toString('hex'),
  open: (hex, purpose) =>
    Buffer.from(new DpapiVault().open(Buffer.from(hex, 'hex'), purpose)).toString('hex'),
  readRegistryKey,
  prepareStateFolder: (path) => {
    prepareStateFolder(path);
    prepareStateFolder(path);
    return readFileSecurity(path);
  },
  writeEvent: (level, id, text) => {
    new EventLog().write(level, id, text);
    return true;
  },
  readCounter: (name) => String(new AttemptRegistry().read(name)),
  writeCounter: (name, value) => new AttemptRegistry().write(name, value),
  removeCounter: (name) => new AttemptRegistry().remove(name),
  forgetCounters: () => forgetAttempts(),
  readMachine,
  checkPassword: async (domain, name, password) =>
    new LogonUserPasswords().check(
      { domain: domain ?? undefined, name },
      Buffer.from(password, 'utf8'),
    ),
  checksOf: (errors) => errors.map(checkOf),
  keepsLogonsOf: (domain) => new LogonUserPasswords().keepsLogonsOf(domain),
  changePassword: async (domain, name, computer) =>
    new LsaPasswordChanges(computer ?? undefined).change(
      { domain, name },
      Buffer.from('the old hörse', 'utf8'),
      Buffer.from('the new hörse', 'utf8'),
    ),
  findDomainController: async (domain) =>
    (await findDomainController(domain ?? undefined)) ?? 'none',
  accounts: async (name) => {
    const accounts = new SamAccounts();
    const found = await accounts.find({ name });
    return {
      facts: await accounts.facts(),
      found: found ?? null,
      bySid: (found && (await accounts.find({ sid: found.sid }))) ?? null,
      groups: found === undefined ? [] : await accounts.groups(found),
    };
  },
  setStage: (mode) => {
    new StageRegistry().set(mode);
    return readRegistryKey('SOFTWARE\\Gatehouse').Stage;
  },
  describeSession: (session) => new TerminalSessions().describe(session),
  unmask: async (seed, password) => {
    const url = `${pathToFileURL(app)}/service/dist/offline/masked-seed.js`;
    const { unmaskSeed } = await import(url);
    return Buffer.from(await unmaskSeed(seed, Buffer.from(password, 'utf8'))).toString('hex');
  },
  connectAsProgram: async () => (await connectToServiceControl(() => undefined)) ?? 'not a service',
};

try {
  console.log(JSON.stringify({ value: await calls[call](...JSON.parse(json)) }));
} catch (error) {
  console.log(JSON.stringify({ error: error.name, message: error.message }));
}
