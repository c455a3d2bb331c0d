/** Who answers for an address on the wire: arping for IPv4, ndisc6 for IPv6. */

import type { ToolCall, ToolOutput } from './run-tool.ts';
import { familyOf, type Subject } from './settings.ts';

/**
 * Asks twice and waits for all answers, not just the first. For IPv4 in the name of 0.0.0.0, as duplicate address
 * detection does: such a question changes nobody's ARP cache, and can be asked by a node that holds the address.
 */
export function neighbourCall({ address, interface: name }: Pick<Subject, 'address' | 'interface'>): ToolCall {
  if (familyOf(address) === 4) {
    return {
      command: 'arping',
      args: ['-0', '-r', '-c', '2', '-W', '0.4', '-w', '1', '-i', name, address],
      timeoutMs: 2_500,
    };
  }
  return { command: 'ndisc6', args: ['-m', '-n', '-q', '-r', '2', '-w', '500', address, name], timeoutMs: 2_500 };
}

/** MAC addresses, each once, in order; undefined when the tool could not ask. */
export function readNeighbours({ code, stdout, stderr }: ToolOutput): readonly string[] | undefined {
  const macs = stdout.split('\n').flatMap((line) => {
    const mac = /^\s*([0-9a-f]{2}(?::[0-9a-f]{2}){5})\s*$/i.exec(line)?.[1];
    return mac === undefined ? [] : [mac.toLowerCase()];
  });
  if (macs.length > 0) return [...new Set(macs)].toSorted();
  // arping says nothing and ends with 1 when nobody answers; ndisc6 ends with 2. Both use 1 for their own failures.
  if (code === 0 || code === 2) return [];
  return stderr.trim() === '' || /Timed out|No response/i.test(stderr) ? [] : undefined;
}
