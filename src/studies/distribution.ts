/** Holds how a varied field is distributed: what people write after the equals sign, and the value at each quantile. */
import { span } from '../catalog/spans.ts';
import { Problem } from '../problem.ts';

/** What a field of a scenario may hold. */
export type Level = string | number | boolean;

export interface Distribution {
  /** As it was written. */
  readonly text: string;
  /** The field's value where a share `u`, from 0 to below 1, of all values is smaller. */
  readonly at: (u: number) => Level;
  /** All values, where there is a list of them: what a grid is made of. */
  readonly levels?: readonly Level[];
}

type Unit = 'duration' | 'number';
interface Quantity {
  readonly n: number;
  readonly unit: Unit;
}

function quantity(text: string): Quantity | undefined {
  const duration = span.safeParse(text);
  if (duration.success) return { n: duration.data, unit: 'duration' };
  return text !== '' && Number.isFinite(Number(text)) ? { n: Number(text), unit: 'number' } : undefined;
}

/** Whole milliseconds, as scenarios write them; numbers to six significant digits. */
const written = (n: number, unit: Unit): Level => (unit === 'duration' ? `${Math.max(0, Math.round(n))}ms` : Number(n.toPrecision(6)));

/** Inverse of the normal distribution's cumulative function. Source: P. J. Acklam's rational approximation, relative error below 1.2e-9. */
export function normalQuantile(u: number): number {
  const p = Math.min(1 - 1e-12, Math.max(1e-12, u));
  const tail = (q: number) => (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783) / ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239) * q) / (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1);
}

/** z of the 95th percentile. */
const z95 = 1.6448536269514722;

interface Shape {
  readonly wants: string;
  readonly n: number;
  quantile(values: readonly number[], u: number): number;
  /** What is wrong with the values, if anything. */
  wrong(values: readonly number[]): string | undefined;
}

const rising = (values: readonly number[]): string | undefined => (values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0)) ? undefined : 'expected values that rise');

const shapes: Readonly<Record<string, Shape>> = {
  uniform: { wants: 'uniform(low,high)', n: 2, quantile: ([low = 0, high = 0], u) => low + (high - low) * u, wrong: rising },
  triangular: {
    wants: 'triangular(low,mode,high)',
    n: 3,
    quantile: ([low = 0, mode = 0, high = 0], u) => {
      if (high === low) return low;
      return u < (mode - low) / (high - low) ? low + Math.sqrt(u * (high - low) * (mode - low)) : high - Math.sqrt((1 - u) * (high - low) * (high - mode));
    },
    wrong: rising,
  },
  lognormal: { wants: 'lognormal(median,p95)', n: 2, quantile: ([median = 1, p95 = 1], u) => median * Math.exp((Math.log(p95 / median) / z95) * normalQuantile(u)), wrong: (values) => (values[0] === 0 ? 'expected a median above zero' : rising(values)) },
};

const forms = `a range such as 1m..15m, values such as 1m,5m,15m, or ${Object.values(shapes).map(({ wants }) => wants).join(', ')}`;

function shaped(text: string, shape: Shape, parts: readonly string[]): Distribution {
  const values = parts.map(quantity);
  const unit = values[0]?.unit;
  if (parts.length !== shape.n || unit === undefined || values.some((value) => value?.unit !== unit)) throw new Problem({ expected: `${shape.wants} with durations or numbers`, got: text, where: '--vary' });
  const numbers = values.map((value) => value?.n ?? 0);
  const wrong = shape.wrong(numbers);
  if (wrong !== undefined) throw new Problem({ expected: `${shape.wants}: ${wrong.replace(/^expected /, '')}`, got: text, where: '--vary' });
  return { text, at: (u) => written(shape.quantile(numbers, u), unit) };
}

const level = (text: string): Level => {
  if (text === 'true' || text === 'false') return text === 'true';
  const found = quantity(text);
  return found?.unit === 'number' ? found.n : text;
};

/** Throws a `Problem` where the text is none of the forms. */
export function distribution(text: string): Distribution {
  const call = /^([a-z]+)\((.*)\)$/.exec(text);
  if (call !== null) {
    const shape = shapes[call[1] ?? ''];
    if (shape === undefined) throw new Problem({ expected: forms, got: text, where: '--vary' });
    return shaped(text, shape, (call[2] ?? '').split(',').map((part) => part.trim()));
  }
  const [low, high, ...more] = text.split('..');
  const uniform = shapes['uniform'];
  if (high !== undefined && uniform !== undefined && more.length === 0) return shaped(text, uniform, [low ?? '', high]);
  const levels = text.split(',').map((part) => part.trim());
  if (levels.some((one) => one === '') || levels.length < 2) throw new Problem({ expected: forms, got: text === '' ? 'nothing' : text, where: '--vary' });
  const found = levels.map(level);
  return { text, levels: found, at: (u) => found[Math.min(found.length - 1, Math.floor(u * found.length))] ?? '' };
}
