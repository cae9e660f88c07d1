/** Holds durations as people read them: `1m30s`, in the form that scenarios are written in. */
export function readable(ms: number): string {
  if (ms < 1000) return ms === 0 ? '0s' : `${Math.round(ms)}ms`;
  const tenths = Math.round(ms / 100);
  const minutes = Math.floor(tenths / 600);
  const seconds = (tenths - minutes * 600) / 10;
  return `${minutes === 0 ? '' : `${minutes}m`}${minutes > 0 && seconds === 0 ? '' : `${seconds}s`}`;
}
