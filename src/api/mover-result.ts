/** What a mover says at its end, in the termination message of its container; the operator reads it from the Pod. */
import { z } from 'zod';

const schema = z.object({
  /** `copied`: clusterctl went through every object and was ended before it could delete. `installed`: init is done. */
  outcome: z.enum(['copied', 'installed', 'failed']),
  /** One sentence for people; of a failure, clusterctl's own last words. */
  message: z.string(),
  /** What an API server refuses, and would again: trying once more is in vain until somebody changes something. */
  refused: z
    .object({
      /** `Machine metal3/worker-0`. */
      object: z.string(),
      /** The API server's words, which name the webhook, the policy, the field or the right. */
      reason: z.string(),
    })
    .optional(),
});

export type MoverResult = z.infer<typeof schema>;

/** What the kubelet keeps of a termination message, in bytes. */
const longestBytes = 4096;

/** The text of a termination message: never longer than the kubelet keeps. */
export function moverResultText({ outcome, message, refused }: MoverResult): string {
  for (let most = longestBytes; ; most -= 64) {
    const text = JSON.stringify({
      outcome,
      message: cut(message, most),
      refused: refused && { object: cut(refused.object, most), reason: cut(refused.reason, most) },
    });
    if (Buffer.byteLength(text) <= longestBytes) return text;
  }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** undefined for what no mover wrote, such as the kubelet's own words about a container that never ran. */
export function parseMoverResult(text: string): MoverResult | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
