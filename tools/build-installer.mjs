/**
 * `npm run installer`: builds the MSI of a workstation into `build/installer`. `-- --version X.Y.Z` gives it another version
 * than package.json's.
 *
 * Signed when GATEHOUSE_SIGN_CERTIFICATE (PEM, with its chain) and GATEHOUSE_SIGN_KEY (PEM or a `pkcs11:` URI) are set: the DLLs,
 * then the package. GATEHOUSE_SIGN_PASSPHRASE_FILE, GATEHOUSE_SIGN_PKCS11_MODULE and GATEHOUSE_SIGN_TIMESTAMP (the URL of a
 * time-stamping service) are for keys that need them.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { withBuildLock } from './build-lock.mjs';
import { NATIVE } from './build-native.mjs';
import { completeMsi, forWixl } from './complete-msi.mjs';
import { describeFiles, guidOf } from './installer-files.mjs';
import {
  ROOT,
  buildTypeScript,
  buildWindowsParts,
  requireNpmPackages,
  requireSystemPackages,
  run,
  say,
} from './prepare.mjs';
import { signFile, signingKey } from './sign-file.mjs';
import { APP } from './windows-node.mjs';

const SOURCE = path.join(ROOT, 'installer');
const OUT = path.join(ROOT, 'build/installer');
const COMPLETED_BY = path.join(import.meta.dirname, 'complete-msi.mjs');

/**
 * Builds the package of what `buildWindowsParts` made.
 *
 * @param {{ version: string }} parameters `major.minor.patch`, each as large as Windows Installer takes
 * @returns {Promise<string>} its path
 */
export async function buildInstaller({ version }) {
  requireVersion(version);
  const target = path.join(OUT, `gatehouse-${version}-x64.msi`);
  const signing = signingKey();
  await withBuildLock(OUT, () => {
    const work = path.join(OUT, `work-${version}`);
    rmSync(work, { recursive: true, force: true });
    mkdirSync(path.join(work, 'support'), { recursive: true });
    const dlls = Object.fromEntries(
      Object.entries({
        ProviderDll: NATIVE.provider,
        EventsDll: NATIVE.events,
        SetupDll: NATIVE.setup,
      }).map(([name, file]) => {
        signFile(file, path.join(work, path.basename(file)), signing);
        return [name, path.basename(file)];
      }),
    );
    for (const name of ['uninstall.cmd', 'audit-host.ps1']) {
      copyFileSync(path.join(SOURCE, 'support', name), path.join(work, 'support', name));
    }
    const command = `@"%~dp0${version}\\node.exe" "%~dp0${version}\\service\\dist\\main.js" %*\r\n`;
    writeFileSync(path.join(work, 'support/gatehouse-service.cmd'), command);
    const { directories, components } = describeFiles(APP, version, work);
    writeFileSync(path.join(work, 'files.wxi'), directories);
    writeFileSync(path.join(work, 'components.wxi'), components);
    const source = readFileSync(path.join(SOURCE, 'gatehouse.wxs'), 'utf8');
    const reduced = path.join(work, 'gatehouse.wxs');
    // Of the digest, too.
    writeFileSync(reduced, source);
    const variables = {
      Version: version,
      // The same content gives the same code: a build that is made again is not another product. Other content of the same
      // version is one, and is refused beside it (SAME_VERSION).
      ProductCode: guidOf(`product ${version} ${digestOf(work)}`),
      ProviderGuid: guidOf(`${version} gatehouse-provider.dll`),
      EventsGuid: guidOf(`${version} gatehouse-events.dll`),
      ...classIds(),
      // Of the file as it is shipped, signed or not.
      ProviderSha256: sha256Of(path.join(work, dlls.ProviderDll)),
      // Wixl takes no absolute paths: everything is relative to the source.
      Support: 'support',
      ...dlls,
    };
    const stamp = `${target}.made-of`;
    const wanted = `${variables.ProductCode} ${signing?.certificate ?? 'unsigned'}`;
    if (existsSync(target) && readIfThere(stamp) === wanted) {
      rmSync(work, { recursive: true, force: true });
      return;
    }
    writeFileSync(reduced, forWixl(source, variables));
    const unsigned = path.join(work, 'gatehouse.msi');
    const defines = Object.entries(variables).flatMap(([name, value]) => [
      '-D',
      `${name}=${value}`,
    ]);
    run('wixl', ['-a', 'x64', '-I', work, '-o', unsigned, ...defines, reduced], { cwd: work });
    completeMsi(unsigned, source);
    const signed = path.join(work, 'signed.msi');
    signFile(unsigned, signed, signing);
    renameSync(signed, target);
    writeFileSync(stamp, wanted);
    rmSync(work, { recursive: true, force: true });
  });
  return target;
}

/** What the DLL serves, as its own header says. Without a filter in it none is registered. */
function classIds() {
  const header = readFileSync(path.join(ROOT, 'native/provider/guids.h'), 'utf8');
  const idOf = (name) => new RegExp(`${name}\\[\\] = L"(\\{[0-9a-f-]{36}\\})"`).exec(header)?.[1];
  const filter = idOf('kFilterClsidText');
  return {
    Clsid: idOf('kProviderClsidText'),
    ...(filter === undefined ? {} : { FilterClsid: filter }),
  };
}

function requireVersion(version) {
  const [major, minor, patch, ...rest] = version
    .split('.')
    .map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : NaN));
  if (!(major <= 255 && minor <= 255 && patch <= 65_535) || rest.length > 0) {
    throw new Error(
      `Windows Installer takes no version ${version}: it wants three numbers, as in 1.2.3`,
    );
  }
}

const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

const sha256Of = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Over everything that the package is made of, and what completes its tables. */
function digestOf(work) {
  const hash = createHash('sha256').update(readFileSync(COMPLETED_BY));
  for (const folder of [work, APP]) {
    for (const name of readdirSync(folder, { recursive: true }).map(String).sort()) {
      const file = path.join(folder, name);
      if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { version: { type: 'string' } } });
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  requireSystemPackages(['native', 'installer']);
  requireNpmPackages();
  buildTypeScript();
  buildWindowsParts();
  say('building the MSI');
  console.log(await buildInstaller({ version: values.version ?? version }));
  if (signingKey() === undefined) {
    say(
      'NOT SIGNED: set GATEHOUSE_SIGN_CERTIFICATE and GATEHOUSE_SIGN_KEY before you give it to anybody',
    );
  }
}
