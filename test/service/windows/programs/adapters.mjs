/**
 * Calls Windows adapters of the installed service. Arguments: the folder of the installed product, and a folder of calls:
 * each file `call-N` there is answered by a file `outcome-N`, in JSON, from 0. After a file `end` nothing holds the program
 * but what the calls left behind.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [app, folder] = process.argv.slice(2);
const load = (name) => import(`${pathToFileURL(app)}/service/dist/windows/${name}.js`);
const { DpapiVault } = await load('dpapi-vault');
const { readRegistryKey } = await load('registry');
const { prepareStateFolder } = await load('state-folder');
const { readFileSecurity } = await load('file-security');
const { WindowsEventLog } = await load('windows-event-log');
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
  prepareStateFolder: (name) => {
    prepareStateFolder(name);
    prepareStateFolder(name);
    return readFileSecurity(name);
  },
  writeEvent: async (entry) => {
    const log = new WindowsEventLog();
    // Twice: the second one takes the handle of the first.
    await log.write(entry);
    await log.write(entry);
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
      members: await accounts.members('S-1-5-32-544'),
      membersOfNone: await accounts.members('S-1-5-32-999'),
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

/** The outcome of a call, in JSON. */
async function outcomeOf(name, args) {
  try {
    return JSON.stringify({ value: await calls[name](...args) });
  } catch (error) {
    return JSON.stringify({ error: error.name, message: error.message });
  }
}

for (let n = 0; ; n++) {
  const asked = path.join(folder, `call-${n}`);
  while (!existsSync(asked) && !existsSync(path.join(folder, 'end'))) await sleep(5);
  if (!existsSync(asked)) break;
  const outcome = path.join(folder, `outcome-${n}`);
  const [name, args] = JSON.parse(readFileSync(asked, 'utf8'));
  writeFileSync(`${outcome}.new`, await outcomeOf(name, args));
  renameSync(`${outcome}.new`, outcome);
}
