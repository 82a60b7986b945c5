#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import type { CheckLogon, CorrelationId } from '@gatehouse/protocol';

import { systemClock } from './clock.js';
import { ConfigurationError } from './config/config.js';
import { loadConfig } from './config/load-config.js';
import { detailOf } from './logger.js';
import { optimizer } from './optimizer.js';
import { SERVICE_VERSION } from './version.js';

const HELP = `gatehouse-service ${SERVICE_VERSION}: the workstation service of Gatehouse

  gatehouse-service run                      serve the logon screen until told to stop
  gatehouse-service join --token-file FILE   join the server that the token names
  gatehouse-service status                   who this workstation is, and whether its server answers
  gatehouse-service check USER               what a logon of USER would ask here: policy, factors, enrolment, offline state
  gatehouse-service collect                  a support bundle (.tar.gz) without secrets; needs neither service nor network
  gatehouse-service generalize               forget identity, kits and counts, before this disk is copied

All of them but --help are for administrators: they read the state of the service, which is theirs and SYSTEM's.

  --config FILE     settings as JSON (Linux; default /etc/gatehouse/service.json). On Windows they are in the registry.
  --scenario NAME   of check: logon (default), unlock or credui
  --remote          of check: over Remote Desktop instead of at the computer itself
  --json            of check: one JSON object
  --out FILE        of collect: the file that is made; never one that is there. Default: named after computer and time, here
  --help            this text

USER is a name as somebody types it: alice, CORP\\alice or alice@corp.test. A check is counted (30 an hour) and is in the audit
of the server (logon.checked). Exit codes: 0 done, 1 it did not work, 2 it was called wrongly.
`;

/** A person called the program in a way that it does not know. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [command, ...operands] = positionals;
  const user = command === 'check' ? operands.shift() : undefined;
  const rest = operands;
  if (values.help === true || (command === undefined && rest.length === 0)) {
    process.stdout.write(HELP);
    return values.help === true ? 0 : 2;
  }
  if (rest.length > 0) throw new UsageError(`unexpected: ${rest.join(' ')}`);
  const correlationId = randomBytes(16).toString('hex') as CorrelationId;
  const load = async () => loadConfig(values.config);
  switch (command) {
    case 'run': {
      const { runService } = await import('./commands/run-service.js');
      const exitCode = await runService({ loadConfig: load, correlationId });
      // Whatever is still under way: a start that meets the old process fails (seen under Wine, with a server that answers nothing).
      return process.exit(exitCode);
    }
    case 'join': {
      const config = await load();
      const tokenFile = values['token-file'] ?? config.tokenFile;
      if (tokenFile === undefined) throw new UsageError('join needs --token-file FILE');
      const { joinNow } = await import('./commands/join-now.js');
      const outcome = await joinNow({ config, tokenFile, correlationId });
      (outcome.exitCode === 0 ? process.stdout : process.stderr).write(`${outcome.text}\n`);
      return outcome.exitCode;
    }
    case 'status': {
      const { showStatus } = await import('./commands/show-status.js');
      const { exitCode, text } = await showStatus({ config: await load(), correlationId });
      process.stdout.write(`${text}\n`);
      return exitCode;
    }
    case 'check': {
      if (user === undefined) throw new UsageError('check needs a USER');
      const { checkUser } = await import('./commands/check-user.js');
      const { exitCode, text } = await checkUser({
        config: await load(),
        correlationId,
        request: checkRequest(user, values),
        json: values.json === true,
      });
      (exitCode === 0 || values.json === true ? process.stdout : process.stderr).write(`${text}\n`);
      return exitCode;
    }
    case 'collect': {
      const { collect } = await import('./commands/collect.js');
      const { exitCode, text } = await collect({
        config: await load(),
        clock: systemClock,
        out: values.out,
        progress: (line) => process.stderr.write(`${line}\n`),
      });
      (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
      return exitCode;
    }
    case 'generalize': {
      const { generalize } = await import('./commands/generalize.js');
      const { exitCode, text } = await generalize({ config: await load() });
      (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
      return exitCode;
    }
    default:
      throw new UsageError(`there is no command ${String(command)}`);
  }
}

function checkRequest(
  name: string,
  { scenario = 'logon', remote = false }: { scenario?: string; remote?: boolean },
): CheckLogon {
  if (scenario !== 'logon' && scenario !== 'unlock' && scenario !== 'credui') {
    throw new UsageError('--scenario is logon, unlock or credui');
  }
  return { name, scenario, remote };
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        'token-file': { type: 'string' },
        scenario: { type: 'string' },
        remote: { type: 'boolean' },
        json: { type: 'boolean' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(detailOf(cause), { cause });
  }
}

optimizer.pause();
try {
  process.exitCode = await main();
} catch (error) {
  const usage = error instanceof UsageError || error instanceof ConfigurationError;
  process.stderr.write(`gatehouse-service: ${detailOf(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${HELP}`);
  process.exitCode = usage ? 2 : 1;
}
