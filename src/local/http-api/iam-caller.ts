/** Who calls a route with AWS_IAM authorization. The signature is not checked: locally any credentials serve. */

const credential =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/[\w-]+\/execute-api\/aws4_request,.*SignedHeaders=.+Signature=[0-9a-f]{64}/;

/** The authorizer part of the event for a request signed for `execute-api`, or undefined when it is not signed like that. */
export function iamCaller(authorization: string | undefined, accountId: string): object | undefined {
  const [, accessKey] = credential.exec(authorization ?? '') ?? [];
  if (accessKey === undefined) return undefined;
  return {
    iam: {
      accessKey,
      accountId,
      callerId: accessKey,
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: `arn:aws:iam::${accountId}:user/${accessKey}`,
      userId: accessKey,
    },
  };
}
