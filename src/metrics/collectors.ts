/** Families → metrics of prom-client, either counted as things happen or computed whenever somebody asks. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { NamedFamily, Sample } from './family.ts';

export function counter(registry: Registry, { name, help, labels }: NamedFamily): Counter {
  return new Counter({ name, help, labelNames: labels, registers: [registry] });
}

export function gauge(registry: Registry, { name, help, labels }: NamedFamily): Gauge {
  return new Gauge({ name, help, labelNames: labels, registers: [registry] });
}

export function histogram(registry: Registry, { name, help, labels, buckets = [] }: NamedFamily): Histogram {
  return new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [registry] });
}

/** Has the samples of this moment, and forgets them: what is gone has no series. */
export function computed(registry: Registry, family: NamedFamily, samples: () => readonly Sample[]): void {
  const { name, help, labels: labelNames } = family;
  const metric =
    family.type === 'counter'
      ? new Counter({ name, help, labelNames, registers: [registry], collect: () => refill() })
      : new Gauge({ name, help, labelNames, registers: [registry], collect: () => refill() });
  const refill = () => {
    metric.reset();
    for (const sample of samples()) metric.inc(sample.labels, sample.value);
  };
}
