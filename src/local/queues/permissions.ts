/**
 * SQS AddPermission and RemovePermission: statements in the queue's policy (SQS API reference).
 * The policy is kept and returned; nobody is denied anything by it.
 */
import { isObject } from '../../domain/is-object.ts';
import type { Operations } from '../endpoint/service.ts';
import { type Input, textList } from '../operation-input.ts';
import type { QueueEngine } from './engine.ts';
import { invalidValue } from './errors.ts';
import { requiredText } from './input.ts';
import type { Queue } from './registry.ts';

/** The two operations. */
export function permissionOperations({ registry }: QueueEngine, queueOf: (input: Input) => Queue): Operations {
  const savePolicy = (queue: Queue, statements: unknown[], label: string) => {
    const { Policy: _, ...others } = queue.attributes;
    const policy = { Version: '2008-10-17', Id: `${queue.arn}/${label}`, Statement: statements };
    queue.attributes = statements.length === 0 ? others : { ...others, Policy: JSON.stringify(policy) };
    registry.save(queue);
  };
  return {
    AddPermission(input) {
      const queue = queueOf(input);
      const label = requiredText(input, 'Label');
      const statements = statementsOf(queue);
      if (statements.some((statement) => statement['Sid'] === label)) {
        throw invalidValue('Label', label, 'Already exists.');
      }
      const principals = textList(input, 'AWSAccountIds').map((id) => `arn:aws:iam::${id}:root`);
      const actions = textList(input, 'Actions').map((action) => `SQS:${action}`);
      const statement = {
        Sid: label,
        Effect: 'Allow',
        Principal: { AWS: oneOrMany(principals) },
        Action: oneOrMany(actions),
        Resource: queue.arn,
      };
      savePolicy(queue, [...statements, statement], label);
      return {};
    },
    RemovePermission(input) {
      const queue = queueOf(input);
      const label = requiredText(input, 'Label');
      const statements = statementsOf(queue);
      const rest = statements.filter((statement) => statement['Sid'] !== label);
      if (rest.length === statements.length) throw invalidValue('Label', label, "can't find label.");
      savePolicy(queue, rest, label);
      return {};
    },
  };
}

function statementsOf(queue: Queue): Input[] {
  const policy: unknown = JSON.parse(queue.attributes['Policy'] ?? '{}');
  const statements = isObject(policy) ? policy['Statement'] : [];
  return (Array.isArray(statements) ? statements : [statements]).filter(isObject);
}

function oneOrMany(values: string[]): string | string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}
