/** Holds how a path of level and upright lines is written in half the space. */

/** Turns `L` to a point at the same height into `H`, at the same place into `V`; the shape stays the same. */
export const shortPath = (path: string): string => {
  let lastX = '';
  let lastY = '';
  return path.replace(/([ML])(-?[\d.]+),(-?[\d.]+)/g, (all, command: string, x: string, y: string) => {
    const short = command === 'M' ? all : y === lastY ? `H${x}` : x === lastX ? `V${y}` : all;
    lastX = x;
    lastY = y;
    return short;
  });
};
