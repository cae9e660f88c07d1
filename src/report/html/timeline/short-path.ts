/** Holds how a path of level and upright lines is written in half the space. */

/** Turns `L` to a point at the same height into `H`, at the same place into `V`, and goes a level way in one step; the shape stays the same. */
export const shortPath = (path: string): string => {
  let lastX = '';
  let lastY = '';
  const short = path.replace(/([ML])(-?[\d.]+),(-?[\d.]+)/g, (all, command: string, x: string, y: string) => {
    const line = command === 'M' ? all : y === lastY ? `H${x}` : x === lastX ? `V${y}` : all;
    lastX = x;
    lastY = y;
    return line;
  });
  // Of steps along one height only the last counts: where an edge turns back on itself it encloses nothing.
  return short.replace(/(?:H-?[\d.]+)+(?=H)/g, '');
};
