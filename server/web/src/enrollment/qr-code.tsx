import { create } from 'qrcode';
import { useMemo } from 'react';

/** Modules around it, without which scanners find nothing (ISO/IEC 18004, 6.3.8). */
const QUIET = 4;

/** A QR code as shapes of the page: no picture is loaded, and none is made of text. */
export default function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => drawn(text), [text]);
  const box = size + 2 * QUIET;
  return (
    <svg className="qr-code" viewBox={`0 0 ${box} ${box}`} role="img" aria-label={label}>
      <rect width={box} height={box} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}

function drawn(text: string): { path: string; size: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const dark: string[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (modules.get(row, column) !== 0) dark.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  return { path: dark.join(''), size };
}
