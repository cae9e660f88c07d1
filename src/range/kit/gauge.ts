/** Holds a gauge that is read when somebody asks for the metrics, not kept up to date meanwhile. */
import { Gauge, type Registry } from './prometheus.ts';

export function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  void new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
