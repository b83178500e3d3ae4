/**
 * Faults on demand for every service of the local stack, seeded so that a run can be repeated with the same calls in the same order.
 * It does not corrupt data: a call fails, waits, or fails for some entries of its batch.
 */
import type { Clock } from '../clock.ts';
import type { FaultGate, PartialFault, ServiceName } from '../context.ts';
import { ConnectionFault } from '../errors.ts';
import { internalError, throttleError } from './fault-errors.ts';
import { type FaultList, type FaultRule, parseFaultList } from './rules.ts';

/** The fault list and the gate that every operation passes. */
export interface Faults extends FaultGate {
  list(): FaultList;
  /** Replaces the list. Throws a UsageError that names what is wrong. */
  replace(input: unknown): FaultList;
  /** Lets everything pass from now on, and ends the waiting of calls that a fault holds back. */
  clear(): void;
}

/** How long a call hangs under a `timeout` fault that names no `ms`: longer than SDK clients wait. */
const TIMEOUT_MS = 120_000;

/** A gate that lets everything pass until a list is set. */
export function createFaults(clock: Clock): Faults {
  let list: FaultList = { seed: 1, rules: [] };
  let random = seeded(list.seed);

  const hits = (rule: FaultRule, service: ServiceName, operation: string, resource: string | undefined) =>
    rule.service === service &&
    (rule.operation === '*' || rule.operation === operation) &&
    (rule.resource === undefined || rule.resource === resource);
  const held = new Set<() => void>();
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const go = () => {
        timer.cancel();
        held.delete(go);
        resolve();
      };
      const timer = clock.after(ms, go);
      held.add(go);
    });

  const meet = async (rules: FaultRule[], service: ServiceName): Promise<PartialFault | undefined> => {
    let partial: PartialFault | undefined;
    for (const rule of rules) {
      if (rule.kind === 'partial') {
        partial ??= { failNext: () => random() < rule.rate };
        continue;
      }
      if (random() >= rule.rate) continue;
      if (rule.kind === 'latency') await wait(rule.ms ?? 100);
      if (rule.kind === 'timeout') await wait(rule.ms ?? TIMEOUT_MS);
      if (rule.kind === 'throttle') throw throttleError(service);
      if (rule.kind === 'error') throw internalError(service);
      if (rule.kind === 'reset' || rule.kind === 'timeout')
        throw new ConnectionFault(`${service} closed the connection`);
    }
    return partial;
  };

  return {
    pass(service, operation, resource) {
      if (list.rules.length === 0) return undefined;
      const rules = list.rules.filter((rule) => hits(rule, service, operation, resource));
      return rules.length === 0 ? undefined : meet(rules, service);
    },
    list: () => list,
    replace(input) {
      list = parseFaultList(input);
      random = seeded(list.seed);
      return list;
    },
    clear() {
      list = { seed: 1, rules: [] };
      for (const go of [...held]) go();
    },
  };
}

/** The mulberry32 generator: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
