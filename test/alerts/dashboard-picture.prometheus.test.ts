/**
 * The picture of the dashboard, drawn with what a real Prometheus has of a whole pivot. With CLUSTERPIVOT_PICTURES=docs/images it is
 * put there.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawDashboard } from '../../scripts/pictures/draw-dashboard.ts';
import { panels } from './dashboard-file.ts';
import { startPrometheus } from './prometheus.ts';
import { noPrometheus, skipped } from './promtool.ts';
import { begin, recordPivot, secondsPerScrape } from './recorded-pivot.ts';

/** While the target is watched, which is the last phase in which there is everything to see. */
const soaking = begin + 14.75 * 60;

it.skipIf(noPrometheus !== undefined)(`the dashboard is drawn with all that a pivot tells${skipped}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-picture-'));
  try {
    await using prometheus = await startPrometheus({ past: await recordPivot() });
    const file = join(process.env['CLUSTERPIVOT_PICTURES'] ?? folder, 'dashboard.svg');
    await drawDashboard(prometheus.url, { from: begin, to: soaking, scrapeSeconds: secondsPerScrape }, file);
    const words = [...(await readFile(file, 'utf8')).matchAll(/>([^<>\n]+)<\/text>/g)].map(([, word]) => word);
    for (const { title } of panels) expect(words).toContain(title);
    // No alert is active then.
    expect(words.filter((word) => word === 'No data')).toHaveLength(1);
    expect(words).toEqual(
      expect.arrayContaining(['prod Soaking', 'HostsSteady', 'metal3/prod since progress', '23.8 h']),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
