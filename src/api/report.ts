/** The report of a completed pivot, which the operator leaves in the target: where it is, and what has to be in one that counts. */
import { z } from 'zod';

/** Of the ConfigMap with the report of the ClusterPivot of this name, in the namespace that moved. */
export function reportName(pivot: string): string {
  return `${pivot}-report`;
}

/** Its key. */
export const reportKey = 'report.json';

/** Whoever may write ConfigMaps may have written it, and what it says is shown: nothing that moves a cursor, and not much. */
const word = z.string().regex(/^[!-~]{1,320}$/);
const time = z.iso.datetime();

const schema = z.object({
  /** `namespace/name` */
  clusterPivot: word,
  /** Name of the Cluster. */
  cluster: word,
  /** UIDs of the kube-system Namespaces. */
  source: word,
  target: word,
  began: time,
  committed: time,
  completed: time,
  objects: z.int().min(0),
  hosts: z.array(z.object({ name: word })).max(10_000),
});

/** What is judged of it; there is more for people. */
export type StoredReport = z.infer<typeof schema>;

export type ParsedReport =
  | { readonly ok: true; readonly report: StoredReport }
  | { readonly ok: false; readonly problem: string };

/** undefined: there is no such key. */
export function parseReport(text: string | undefined): ParsedReport {
  if (text === undefined) return { ok: false, problem: `it has no key ${reportKey}` };
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { ok: true, report: parsed.data };
    const [issue] = parsed.error.issues;
    return { ok: false, problem: `${issue?.path.join('.')}: ${issue?.message}` };
  } catch {
    return { ok: false, problem: `${reportKey} is not JSON` };
  }
}
