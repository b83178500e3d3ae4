/**
 * The Lambda API's operations on the resource policy of a function: AddPermission, GetPolicy and RemovePermission
 * (Lambda API reference). Only $LATEST has one; it is given back and authorises nothing.
 */
import * as v from 'valibot';
import type { LocalContext } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import type { RestRoute } from '../rest-route.ts';
import type { FunctionControl } from './function-control.ts';
import { functionArn } from './function-definition.ts';
import { createPermissionStore, permissionStatement } from './permission-store.ts';

const optionalText = v.optional(v.string());
const PermissionInput = v.object({
  StatementId: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,100}$/)),
  Action: v.string(),
  Principal: v.string(),
  SourceArn: optionalText,
  SourceAccount: optionalText,
  PrincipalOrgID: optionalText,
  EventSourceToken: optionalText,
  FunctionUrlAuthType: optionalText,
  InvokedViaFunctionUrl: v.optional(v.boolean()),
});

/** The routes for policies. */
export function permissionRoutes({
  context,
  functions,
}: {
  context: LocalContext;
  functions: Pick<FunctionControl, 'stored'>;
}): RestRoute[] {
  const permissions = createPermissionStore(context);
  return [
    {
      operation: 'GetPolicy',
      method: 'GET',
      path: /^\/2015-03-31\/functions\/([^/]+)\/policy$/,
      run({ id }) {
        const { current, revisionId } = functions.stored(id);
        const Statement = permissions.statements(current.name);
        if (Statement.length === 0) throw notFound('The resource you requested does not exist.');
        const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement });
        return { status: 200, json: { Policy, RevisionId: revisionId } };
      },
    },
    {
      operation: 'AddPermission',
      method: 'POST',
      path: /^\/2015-03-31\/functions\/([^/]+)\/policy$/,
      run({ id, input }) {
        const { name, arn } = functions.stored(id).current;
        const { StatementId, ...permission } = parsePermission(input);
        if (permissions.has(name, StatementId)) {
          throw new AwsError(
            'ResourceConflictException',
            `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
            { status: 409 },
          );
        }
        const statement = permissionStatement(StatementId, arn ?? functionArn(name, context), permission);
        permissions.put(name, StatementId, statement);
        return { status: 201, json: { Statement: JSON.stringify(statement) } };
      },
    },
    {
      operation: 'RemovePermission',
      method: 'DELETE',
      path: /^\/2015-03-31\/functions\/([^/]+\/policy\/[^/]+)$/,
      run({ id }) {
        const [nameOrArn = '', , statementId = ''] = id.split('/');
        const { name } = functions.stored(nameOrArn).current;
        if (!permissions.has(name, statementId)) {
          throw notFound(`Statement ${statementId} is not found in resource policy.`);
        }
        permissions.remove(name, statementId);
        return { status: 204 };
      },
    },
  ];
}

function parsePermission(input: unknown): v.InferOutput<typeof PermissionInput> {
  const parsed = v.safeParse(PermissionInput, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${JSON.stringify(issue.input) ?? 'null'}' at '${v.getDotPath(issue)}' failed to satisfy constraint: ${issue.message}`,
  );
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { status: 404 });
}
