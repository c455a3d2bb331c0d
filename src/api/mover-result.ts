/** What a mover says at its end, in the termination message of its container; the operator reads it from the Pod. */
import { z } from 'zod';

const schema = z.object({
  /** `copied`: clusterctl went through every object and was ended before it could delete. `installed`: init is done. */
  outcome: z.enum(['copied', 'installed', 'failed']),
  /** One sentence for people; of a failure, clusterctl's own last words. */
  message: z.string(),
});

export type MoverResult = z.infer<typeof schema>;

/** What the kubelet keeps of a termination message, in bytes. */
const longestBytes = 4096;

/** The text of a termination message: never longer than the kubelet keeps. */
export function moverResultText({ outcome, message }: MoverResult): string {
  let kept = message;
  for (;;) {
    const text = JSON.stringify({ outcome, message: kept });
    const excess = Buffer.byteLength(text) - longestBytes;
    if (excess <= 0) return text;
    kept = `${kept.slice(0, Math.max(0, kept.length - excess - 1))}…`;
  }
}

/** undefined for what no mover wrote, such as the kubelet's own words about a container that never ran. */
export function parseMoverResult(text: string): MoverResult | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
