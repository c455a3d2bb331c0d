/** Says every few seconds that an API server has not answered yet, while there is no picture that could show it. */
import { clockWords } from '../durations.ts';
import { remark, type Shell } from '../shell.ts';
import type { Source } from '../source.ts';

const silenceMs = 4000;

export async function notSilently<T>(shell: Shell, { client }: Source, answer: Promise<T>): Promise<T> {
  const { clock } = shell;
  const answered = new AbortController();
  const began = clock.monotonic();
  const speak = async () => {
    for (;;) {
      await clock.sleep(silenceMs, answered.signal);
      remark(shell, `${client.server} has not answered for ${clockWords((clock.monotonic() - began) / 1000)}`);
    }
  };
  speak().catch(() => undefined);
  try {
    return await answer;
  } finally {
    answered.abort();
  }
}
