/** What the values of a key are to be read as. */
type Kind = 'number' | 'string' | 'strings';

const FITS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  strings: (value) => Array.isArray(value),
};

/**
 * Values as the credential provider reads them (native/win/settings.cpp): the policy's where it has the right type, else the
 * installation's where that has. What has another type is not there.
 */
export function typedRegistry<V>(
  policy: Record<string, V>,
  installed: Record<string, V>,
  kinds: Readonly<Record<string, Kind>>,
): Record<string, V> {
  const values: Record<string, V> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const value = [policy[name], installed[name]].find((each) => FITS[kind](each));
    if (value !== undefined) values[name] = value;
  }
  return values;
}
