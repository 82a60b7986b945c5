export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/**
 * Reads the text format of Prometheus, version 0.0.4, by its grammar. @throws Error for a line that is none, and for a
 * sample without HELP and TYPE
 */
export function parseExposition(text: string): Sample[] {
  const known = { HELP: new Set<string>(), TYPE: new Set<string>() };
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (comment !== null) {
      known[comment[1] as 'HELP' | 'TYPE'].add(comment[2]!);
      continue;
    }
    const sample =
      /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (NaN|[+-]Inf|[-+.\deE]+)$/.exec(
        line,
      );
    if (sample === null) throw new Error(`no sample: ${line}`);
    const [, name = '', labels = '', value = ''] = sample;
    const family = name.replace(/_(bucket|sum|count)$/, '');
    for (const set of [known.HELP, known.TYPE]) {
      if (!set.has(name) && !set.has(family)) throw new Error(`${name} is not declared`);
    }
    samples.push({
      name,
      labels: Object.fromEntries(
        [...labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"/g)].map((m) => [
          m[1]!,
          m[2]!,
        ]),
      ),
      value: Number(value.replace('Inf', 'Infinity')),
    });
  }
  return samples;
}
