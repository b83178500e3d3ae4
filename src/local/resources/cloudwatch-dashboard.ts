/**
 * Stands in for AWS::CloudWatch::Dashboard.
 * No metric is collected locally, so it shows nothing.
 */
import { acceptWithoutEffect } from './provider.ts';

/** A dashboard that nobody sees. */
export const dashboard = acceptWithoutEffect({
  type: 'AWS::CloudWatch::Dashboard',
  properties: ['DashboardBody', 'DashboardName'],
  named: 'DashboardName',
});
