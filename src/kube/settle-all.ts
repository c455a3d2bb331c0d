/** Several calls at once, none of which goes on when the wait for them is over. */

/**
 * As Promise.all, but over only when each of them is. Where one fails, nothing goes on beside the next look, or after
 * leadership was given up; and of several failures the first in their order is thrown, not the first in time, so that
 * the same trouble is told in the same words.
 */
export async function settleAll<Calls extends readonly unknown[] | []>(
  calls: Calls,
): Promise<{ -readonly [Index in keyof Calls]: Awaited<Calls[Index]> }> {
  for (const call of await Promise.allSettled(calls)) {
    if (call.status === 'rejected') throw call.reason;
  }
  return Promise.all(calls);
}
