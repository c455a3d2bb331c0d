/** Which requests of a run come to harm, as plain data, and who makes it so. */
import { maskedText } from '../oracles/mask.ts';
import type { Harm } from '../proxy/api-proxy.ts';
import { type ApiRequest, inWords, isWrite } from '../proxy/api-request.ts';
import { type Fault, faultInWords } from '../proxy/fault.ts';
import { operatorAccount, targetAccount, userOf } from '../stage/accounts.ts';
import { leaseName, ownNamespace } from '../stage/operator-process.ts';

export type Client = 'operator' | 'clusterctl';

/** Counted apart; Events count for nothing. `renewal`: all that leader election asks for. */
export type Sort = 'write' | 'read' | 'watch' | 'renewal';

export interface PlannedFault {
  readonly client: Client;
  /** All requests of a sort, in both clusters; or those that are one and the same write in words, as `Script.writes` has it. */
  readonly on: Sort | { readonly write: string };
  /** Which of these requests of the client it hits; the first one is 1. */
  readonly nth: number;
  /** How many requests in a row it hits; 1 when absent. */
  readonly times?: number;
  readonly fault: Fault;
}

export type FaultPlan = readonly PlannedFault[];

const operatorUsers = [userOf(operatorAccount), userOf(targetAccount)];

/** Whoever else comes by a proxy is nobody's concern. */
function clientOf({ user }: ApiRequest): Client | undefined {
  if (operatorUsers.includes(user)) return 'operator';
  return user.startsWith(`system:serviceaccount:${ownNamespace}:`) ? 'clusterctl' : undefined;
}

function sortOf(request: ApiRequest): Sort | undefined {
  const { resource, verb, namespace, name } = request;
  const isOwnLease = resource === 'leases' && namespace === ownNamespace && name === leaseName;
  if (isOwnLease) return 'renewal';
  if (resource === 'events') return undefined;
  if (isWrite(request)) return 'write';
  if (verb === 'watch') return 'watch';
  return verb === 'get' || verb === 'list' ? 'read' : undefined;
}

export interface Killers {
  /** Kills the client as hard as it can be; resolves when it is dead. */
  kill(client: Client): Promise<void>;
}

/** Carries a plan out, and remembers what came of it. */
export class Script implements Harm {
  readonly #plan: FaultPlan;
  readonly #killers: Killers;
  readonly #counts = new Map<string, number>();
  #begun = false;
  readonly #hits = new Map<PlannedFault, { readonly first: string; times: number }>();
  /** Every write that was counted, in order, in words that are the same in each run. */
  readonly writes: Readonly<Record<Client, string[]>> = { operator: [], clusterctl: [] };

  constructor(plan: FaultPlan, killers: Killers) {
    this.#plan = plan;
    this.#killers = killers;
  }

  /** How many requests of a sort there were. */
  counted(client: Client, sort: Sort): number {
    return this.#counts.get(`${client} ${sort}`) ?? 0;
  }

  /** From here on requests are counted, and come to harm. */
  begin(): void {
    this.#begun = true;
  }

  faultFor(request: ApiRequest): Fault | undefined {
    const client = clientOf(request);
    const sort = sortOf(request);
    if (!this.#begun || client === undefined || sort === undefined) return undefined;
    const words = maskedText(inWords(request));
    if (sort === 'write') this.writes[client].push(words);
    const kinds = sort === 'write' ? [sort, words] : [sort];
    const numbers = new Map(kinds.map((kind) => [kind, this.#count(`${client} ${kind}`)]));
    const hit = this.#plan.find(({ client: whose, on, nth, times = 1 }) => {
      const number = numbers.get(typeof on === 'string' ? on : on.write) ?? 0;
      return whose === client && number >= nth && number < nth + times;
    });
    if (hit === undefined) return undefined;
    this.#note(hit, `${client}'s ${sort} ${numbers.get(sort)} (${words}): ${faultInWords(hit.fault)}`);
    return hit.fault;
  }

  /** What came to harm, in words, in order. */
  get happened(): readonly string[] {
    return [...this.#hits.values()].map(({ first, times }) =>
      times === 1 ? first : `${first}, and ${times - 1} times more`,
    );
  }

  /** Where nothing came to harm, since there were fewer such requests. */
  get missed(): readonly string[] {
    return this.#plan
      .filter((fault) => !this.#hits.has(fault))
      .map(({ client, on, nth }) => `${client}'s ${typeof on === 'string' ? on : on.write}, number ${nth}`);
  }

  #note(hit: PlannedFault, what: string): void {
    const known = this.#hits.get(hit);
    if (known === undefined) this.#hits.set(hit, { first: what, times: 1 });
    else known.times += 1;
  }

  async kill(request: ApiRequest): Promise<void> {
    const client = clientOf(request);
    if (client !== undefined) await this.#killers.kill(client);
  }

  #count(key: string): number {
    const number = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, number);
    return number;
  }
}
