import type pg from 'pg';

/** Every row of every table, as bytes in which a search for a secret finds it: byte columns are there as they are. */
export async function tableDump(pool: pg.Pool): Promise<Buffer> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const parts: Buffer[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
    for (const row of rows) {
      for (const value of Object.values(row)) {
        parts.push(Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)));
      }
    }
  }
  return Buffer.concat(parts);
}
