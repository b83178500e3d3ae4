/**
 * Keeps the statements of functions' resource policies in the database.
 * Nothing is authorised locally, so they have no effect but to be given back.
 */
import type { LocalContext } from '../../context.ts';
import { text } from '../../database.ts';

/** A permission as it is asked for (Lambda API reference, AddPermission). */
export interface Permission {
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string | undefined;
  readonly SourceAccount?: string | undefined;
  readonly PrincipalOrgID?: string | undefined;
  readonly EventSourceToken?: string | undefined;
  readonly FunctionUrlAuthType?: string | undefined;
  readonly InvokedViaFunctionUrl?: boolean | undefined;
}

export interface PermissionStore {
  /** Puts a statement of this id in, over the one that is there. */
  put(functionName: string, id: string, statement: object): void;
  has(functionName: string, id: string): boolean;
  remove(functionName: string, id: string): void;
  /** Every statement, in the order in which they came. */
  statements(functionName: string): unknown[];
  removeAll(functionName: string): void;
}

/** The statements kept in the database, those of an earlier run included. */
export function createPermissionStore({ database }: Pick<LocalContext, 'database'>): PermissionStore {
  database.define(`
    CREATE TABLE IF NOT EXISTS lambda_permissions (
      function_name TEXT NOT NULL, id TEXT NOT NULL, statement TEXT NOT NULL, UNIQUE (function_name, id));`);
  return {
    put(functionName, id, statement) {
      database.run(
        'INSERT OR REPLACE INTO lambda_permissions (function_name, id, statement) VALUES (?, ?, ?)',
        functionName,
        id,
        JSON.stringify(statement),
      );
    },
    has: (functionName, id) =>
      database.get('SELECT 1 AS found FROM lambda_permissions WHERE function_name = ? AND id = ?', functionName, id) !==
      undefined,
    remove(functionName, id) {
      database.run('DELETE FROM lambda_permissions WHERE function_name = ? AND id = ?', functionName, id);
    },
    statements: (functionName) =>
      database
        .all('SELECT statement FROM lambda_permissions WHERE function_name = ? ORDER BY rowid', functionName)
        .map((row): unknown => JSON.parse(text(row, 'statement'))),
    removeAll(functionName) {
      database.run('DELETE FROM lambda_permissions WHERE function_name = ?', functionName);
    },
  };
}

/** A permission as Lambda writes it into a policy. */
export function permissionStatement(id: string, functionArn: string, permission: Permission): object {
  const { Action, Principal, SourceArn, InvokedViaFunctionUrl } = permission;
  const equals = {
    ...(permission.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': permission.SourceAccount }),
    ...(permission.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': permission.PrincipalOrgID }),
    ...(permission.EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': permission.EventSourceToken }),
    ...(permission.FunctionUrlAuthType === undefined
      ? {}
      : { 'lambda:FunctionUrlAuthType': permission.FunctionUrlAuthType }),
  };
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) } }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  return {
    Sid: id,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: functionArn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function principalOf(principal: string): string | object {
  if (principal === '*') return principal;
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}
