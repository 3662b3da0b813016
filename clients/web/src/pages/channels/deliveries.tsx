import { Trans, useLingui } from '@lingui/react/macro';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { useDeliveryStates } from '../../parts/delivery-words';
import { Mark } from '../../parts/mark';
import { More, usePages } from '../../parts/more';
import { Bones, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { When } from '../../parts/when';

type Sent = Schema<'MessageDelivery'>;

/** What became of a channel's messages, the newest first. */
export function Deliveries({ channel }: { channel: Schema<'Channel'> }) {
  const { t } = useLingui();
  const sent = usePages(['deliveries', channel.channel_id], (next, signal) =>
    answer(
      api.GET('/v1/notifications/channels/{channel_id}/deliveries', {
        params: { path: { channel_id: channel.channel_id }, query: { limit: 20, next } },
        signal,
      }),
    ),
  );
  const whats: Record<Sent['what'], string> = {
    alert: t`an alert`,
    digest: t`a digest`,
    test: t`a test`,
    code: t`a code`,
  };
  const states = useDeliveryStates();
  return (
    <Shown
      query={sent}
      skeleton={<Bones lines={4} height="2.5rem" />}
      isEmpty={(found) => found.length === 0}
      empty={
        <p>
          <Trans>Nothing was sent yet.</Trans>
        </p>
      }
    >
      {(found) => (
        <>
          <Table<Sent>
            label={t`What was sent`}
            rows={found}
            keyOf={(row) => row.delivery_id}
            columns={[
              { name: t`What`, cell: (row) => row.alert?.label ?? row.alert?.title ?? whats[row.what] },
              {
                name: t`State`,
                cell: (row) => (
                  <>
                    <Mark tone={states[row.state][0]}>{states[row.state][1]}</Mark> {row.reason}
                  </>
                ),
              },
              { name: t`When`, cell: (row) => <When at={row.changed_at} /> },
            ]}
          />
          <More of={sent} />
        </>
      )}
    </Shown>
  );
}
