/** Holds a calibration for the terminal: the parameters beside their defaults, then each run's metrics, real and simulated. */
import type { Unit } from '../../judge/metric.ts';
import type { MetricResult } from '../../judge/scorecard.ts';
import { count, many, written } from '../../report/format.ts';
import type { Calibration, Compared } from '../../studies/calibrate/calibrate.ts';
import type { Row } from '../../studies/calibrate/compare.ts';
import { table } from '../table.ts';

const signed = (unit: Unit, n: number): string => `${n < 0 ? '−' : '+'}${unit === 'share' ? `${count(Math.abs(n) * 100)} points` : written[unit](Math.abs(n))}`;

const told = (unit: Unit, measured: MetricResult['measured']): string => ('n' in measured ? `${measured.is === 'atLeast' ? 'at least ' : ''}${written[unit](measured.n)}` : measured.is);

const allowed = ({ unit, allowed: n }: Row): string => (unit === 'share' ? `±${count(n * 100)} points` : `±${written[unit](n)}`);

function metricRows({ metrics }: Compared): readonly (readonly string[])[] {
  return [['metric', 'real', 'simulated', 'difference', 'bound', ''], ...metrics.map((row) => [row.id, told(row.unit, row.real), told(row.unit, row.simulated), row.difference === undefined ? '–' : signed(row.unit, row.difference), allowed(row), row.within ? 'within' : 'BEYOND'])];
}

function parameterRows({ parameters }: Calibration): readonly (readonly string[])[] {
  return [['parameter', 'default', 'fitted', 'what it is'], ...parameters.map((one) => [one.parameter, String(one.default), one.fitted === undefined ? 'not shown' : String(one.fitted), one.fitted === undefined ? `${one.what}; ${one.why ?? ''}` : one.what])];
}

export function calibrationTable(calibration: Calibration, width: number): string {
  const runs = calibration.runs.map((one) => {
    const beyond = one.metrics.filter(({ within }) => !within).length;
    return `${one.heldOut ? 'Held out' : 'Fitted to'}: ${one.run}, ${many(one.metrics.length, 'metric')}, ${beyond === 0 ? 'all within their bounds' : `${beyond} beyond`}\n${table(metricRows(one), width)}\n`;
  });
  return `The model's parameters\n${table(parameterRows(calibration), width)}\n\n${runs.join('\n')}`;
}
