const FORM = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d+)?Z$/;

/** A time as Active Directory writes it: `20260301100000.0Z` (GeneralizedTime, RFC 4517 section 3.3.13). */
export function readGeneralizedTime(text: string | undefined): Date | undefined {
  const parts = FORM.exec(text ?? '');
  if (parts === null) return undefined;
  const [year = 0, month = 0, ...rest] = parts.slice(1).map(Number);
  const [day = 0, hours = 0, minutes = 0, seconds = 0] = rest;
  return new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds));
}
