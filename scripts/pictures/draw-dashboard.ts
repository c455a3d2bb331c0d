/** Draws the dashboard with what a Prometheus has of a time. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDashboard } from './dashboard-json.ts';
import { dashboardPicture } from './dashboard-picture.ts';
import { askAll, type Span } from './look.ts';

const ours = join(import.meta.dirname, '../../config/prometheus/dashboard.json');

export async function drawDashboard(prometheus: string, span: Span, out: string): Promise<void> {
  const dashboard = parseDashboard(await readFile(ours, 'utf8'));
  const picture = dashboardPicture(dashboard, await askAll(prometheus, dashboard, span), span);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, picture);
}
