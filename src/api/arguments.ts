/** Command-line arguments that several programs take: what their values must be, and what is said of those that are not. */
import { z } from 'zod';

/** At most a week: far above every use, far below what a timer can wait. */
export const seconds = z
  .string({ error: 'is required' })
  .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of seconds from 1 to 604800')
  .transform(Number)
  .refine((value) => value <= 604_800, 'must be a whole number of seconds from 1 to 604800');

export const namespace = z
  .string({ error: 'is required' })
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be the name of a namespace');

/** Throws an Error that names each argument that is not as it must be. */
export function checkArguments<T>(schema: z.ZodType<T>, values: unknown): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `--${String(issue.path[0])} ${issue.message}`);
  throw new Error(problems.join('; '));
}
