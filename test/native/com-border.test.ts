import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../native/provider');

/** Methods that need no border, because nothing in them can throw. */
const PLAIN = new Map([
  ['ClassFactory::QueryInterface', 'compares and counts'],
  ['ClassFactory::LockServer', 'counts'],
  ['Credential::QueryInterface', 'compares and counts'],
  ['Credential::UnAdvise', 'Detach is noexcept'],
  ['Credential::GetCheckboxValue', 'is not implemented'],
  ['Credential::SetCheckboxValue', 'is not implemented'],
  ['Credential::Disconnect', 'Interrupt is noexcept'],
  ['Credential::GetFieldOptions', 'reads a constant'],
  ['Provider::QueryInterface', 'compares and counts'],
  ['Provider::UnAdvise', 'Detach, Stop and Leave are noexcept'],
  ['Provider::GetFieldDescriptorCount', 'returns a constant'],
  ['Provider::GetCredentialAt', 'QueryInterface is noexcept'],
  ['ProviderFilter::QueryInterface', 'compares and counts'],
]);

/** The COM methods that return an HRESULT, with their bodies. */
function methods(): [name: string, body: string][] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.cpp'))
    .flatMap((name) =>
      readFileSync(path.join(FOLDER, name), 'utf8')
        .split(/^IFACEMETHODIMP\n/m)
        .slice(1)
        .map((text): [string, string] => {
          const [method = ''] = /^\w+::\w+/.exec(text) ?? [];
          return [method, text.slice(0, text.search(/^\}$/m) + 1)];
        }),
    );
}

const all = methods();

test.each(all.filter(([name]) => !PLAIN.has(name)))(
  'no exception of %s goes into LogonUI',
  (_name, body) => {
    expect(body).toMatch(/return AtBorder\(\[&\](?:\(\) -> HRESULT)? \{/);
  },
);

test('methods without a border are there', () => {
  expect(all.length).toBeGreaterThan(30);
  expect([...PLAIN.keys()].filter((name) => !all.some(([other]) => other === name))).toEqual([]);
});
