/**
 * Stands in for S3's way of answering in XML, and for the owner that its answers name.
 * There is one owner of everything: the account.
 */
import type { ServiceResponse } from '../endpoint/service.ts';

/** A document of S3. */
export function xmlDocument(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
}

/** 200 with an XML document. */
export function xmlAnswer(root: string, content: string, headers: Record<string, string> = {}): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root, content) };
}

/** The owner of every bucket and object. */
export function owner(accountId: string): { ID: string; DisplayName: string } {
  return { ID: accountId, DisplayName: 'local' };
}
