import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { Button } from '../../parts/button';
import { More, usePages } from '../../parts/more';
import { PageHead } from '../../parts/page-head';
import { Bones, Empty, Shown } from '../../parts/states';
import { AddChannel } from './add';
import { ChannelCard } from './channel';

/** Where you are told: places of your own that nobody else in your tenant sees. */
export default function Channels() {
  const { t } = useLingui();
  const [isAdding, setAdding] = useState(false);
  const channels = usePages(['channels'], (next, signal) =>
    answer(api.GET('/v1/notifications/channels', { params: { query: { limit: 50, next } }, signal })),
  );
  const adding = <AddChannel onDone={() => setAdding(false)} />;
  return (
    <>
      <PageHead
        title={t`Channels`}
        under={t`Where you are told of alerts. They are yours alone.`}
        actions={
          !isAdding && (
            <Button look="main" icon="add" onPress={() => setAdding(true)}>
              <Trans>Add a channel</Trans>
            </Button>
          )
        }
      />
      {isAdding && adding}
      <Shown
        query={channels}
        skeleton={<Bones lines={4} height="5rem" />}
        isEmpty={(found) => found.length === 0}
        empty={
          !isAdding && (
            <Empty title={t`You are told nowhere yet`}>
              <Trans>
                Add a place that you look at: a chat, your phone, an e-mail address. It proves that it is yours by a
                code, and is then told of what your watches find.
              </Trans>
            </Empty>
          )
        }
      >
        {(found) => (
          <>
            {found.map((channel) => (
              <ChannelCard key={channel.channel_id} channel={channel} />
            ))}
            <More of={channels} />
          </>
        )}
      </Shown>
    </>
  );
}
