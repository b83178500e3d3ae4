import { type CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';

/** Sets an alarm to OK. CloudWatch evaluates it as before, so that it goes off anew when there is still reason to. */
export async function resetAlarm(
  client: CloudWatchClient,
  { alarmName, reason }: { alarmName: string; reason: string },
): Promise<void> {
  await client.send(new SetAlarmStateCommand({ AlarmName: alarmName, StateValue: 'OK', StateReason: reason }));
}
