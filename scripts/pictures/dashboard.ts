/** `npm run picture:dashboard`: draws the dashboard with the data of a Prometheus. */
import { parseArgs } from 'node:util';
import { drawDashboard } from './draw-dashboard.ts';
import { moment } from './moment.ts';

const usage = `Usage: npm run picture:dashboard -- --prometheus URL --from T --to T --out FILE

Draws config/prometheus/dashboard.json as an SVG, with what that Prometheus has of the time.

  --from, --to T   2026-01-02T03:04:05Z, seconds since 1970, or now-20m (default: now-1h, now)
  --scrape N       how often it collects, in seconds (default: 15)
`;

const { values } = parseArgs({
  options: {
    prometheus: { type: 'string' },
    from: { type: 'string', default: 'now-1h' },
    to: { type: 'string', default: 'now' },
    scrape: { type: 'string', default: '15' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || values.prometheus === undefined || values.out === undefined) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const now = Date.now() / 1000;
  const span = { from: moment(values.from, now), to: moment(values.to, now), scrapeSeconds: Number(values.scrape) };
  await drawDashboard(values.prometheus.replace(/\/$/, ''), span, values.out);
  process.stdout.write(`wrote ${values.out}\n`);
}
