/** How clusterctl ended without having done its work, as one sentence for people. */
import type { Heard } from './clusterctl-output.ts';
import type { Ending } from './run-clusterctl.ts';

/** `clusterctl move`, and what it said last. */
export function failureText(what: string, heard: Heard, ending: Ending): string {
  if (ending.kind === 'not-started') return `${what} could not be started: ${ending.message}`;
  if (heard.error !== undefined) return `${what} failed: ${heard.error}`;
  const how = ending.signal === null ? `exited with code ${ending.code}` : `was ended by ${ending.signal}`;
  return `${what} ${how}; ${heard.lastLine === undefined ? 'it said nothing' : `it last said: ${heard.lastLine}`}`;
}
