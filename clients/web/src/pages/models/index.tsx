import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Drawer } from '../../parts/drawer';
import { Mark, type Tone } from '../../parts/mark';
import { More, usePages } from '../../parts/more';
import { Notice } from '../../parts/notice';
import { PageHead } from '../../parts/page-head';
import { Figures, Panel } from '../../parts/panel';
import { Bones, Empty, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { When } from '../../parts/when';
import { number, percent } from '../../words/format';
import styles from './models.module.css';

type Model = Schema<'ShownModel'>;
type Line = Schema<'VersionLine'>;
type Judged = Schema<'Record'>;

/** The models whose answers you see: which version answers, how good it is, and what is known of it. */
export default function Models() {
  const { t } = useLingui();
  const [asked, ask] = useSearchParams();
  const models = usePages(['models'], (next, signal) =>
    answer(api.GET('/v1/models', { params: { query: { limit: 50, next } }, signal })),
  );
  const [name, version] = (asked.get('version') ?? '').split('@');
  return (
    <>
      <PageHead title={t`Models`} under={t`What answers where a rule alone would not do`} />
      <Shown
        query={models}
        skeleton={<Bones lines={3} height="8rem" />}
        isEmpty={(found) => found.length === 0}
        empty={
          <Empty title={t`No model is registered`}>
            <Trans>Forecasts are answered by their baseline, and say so.</Trans>
          </Empty>
        }
      >
        {(found) => (
          <>
            {found.map((model) => (
              <ModelPanel key={model.name} model={model} open={(each) => ask({ version: each })} />
            ))}
            <More of={models} />
          </>
        )}
      </Shown>
      <TrackRecord />
      {name && version && (
        <Drawer title={`${name}@${version}`} onClose={() => ask({})}>
          <Version name={name} version={Number(version)} />
        </Drawer>
      )}
    </>
  );
}

/** How often forecasts were right: of all, and by the model that made them. Any product's record tells both. */
function TrackRecord() {
  const { t } = useLingui();
  const record = useQuery({
    queryKey: ['track-record'],
    queryFn: async ({ signal }) => {
      const query = { limit: 1 };
      const { items } = await answer(api.GET('/v1/prices/products', { params: { query }, signal }));
      const product = items[0];
      if (product === undefined) return null;
      const path = { product_id: product.product_id };
      return answer(api.GET('/v1/prices/products/{product_id}/forecast/track-record', { params: { path }, signal }));
    },
  });
  return (
    <Panel
      title={t`How often they were right`}
      under={t`Forecasts of a drop within seven days, held against what came`}
    >
      <Shown
        query={record}
        skeleton={<Bones lines={3} height="2.5rem" />}
        isEmpty={(found) => found === null || found.overall.judged === 0}
        empty={
          <p>
            <Trans>None was judged yet: a forecast is held against what came once its seven days have passed.</Trans>
          </p>
        }
      >
        {(found) => (
          <Table<Judged>
            label={t`How often they were right`}
            rows={found === null ? [] : [found.overall, ...found.models]}
            keyOf={(row) => row.of}
            columns={[
              { name: t`Of`, cell: (row) => (row.of === 'all' ? t`All forecasts` : row.of) },
              { name: t`Judged`, isNumber: true, cell: (row) => number(row.judged) },
              { name: t`Drops among them`, isNumber: true, cell: (row) => number(row.drops) },
              { name: t`Brier score (0 is best)`, isNumber: true, cell: (row) => figure(row.brier) },
              { name: t`Calibration error`, isNumber: true, cell: (row) => figure(row.calibration_error) },
              {
                name: t`Prices within the 80 % band`,
                isNumber: true,
                cell: (row) => (row.within_band === null ? '–' : percent(row.within_band)),
              },
            ]}
          />
        )}
      </Shown>
    </Panel>
  );
}

const figure = (value: number | null) => (value === null ? '–' : number(value, 3));

function ModelPanel({ model, open }: { model: Model; open: (version: string) => void }) {
  const { t } = useLingui();
  const versions = usePages(['models', model.name, 'versions'], (next, signal) =>
    answer(
      api.GET('/v1/models/{name}/versions', {
        params: { path: { name: model.name }, query: { limit: 10, next } },
        signal,
      }),
    ),
  );
  return (
    <Panel title={model.name} under={<Answering model={model} />}>
      {model.promotion !== null && (
        <Notice>
          <Trans>
            Version {model.promotion.version} is tried on {percent(model.promotion.share)} of the callers.
          </Trans>
        </Notice>
      )}
      {model.production !== null && <Figures of={figuresOf(model.production)} />}
      <Shown query={versions} skeleton={<Bones lines={2} height="2.5rem" />}>
        {(found) => (
          <>
            <Table<Line>
              label={t`Versions of ${model.name}`}
              rows={found}
              keyOf={(row) => row.model}
              columns={[
                { name: t`Version`, cell: (row) => row.model },
                { name: t`Stage`, cell: (row) => <Stage line={row} /> },
                {
                  name: t`Answers`,
                  cell: (row) => (row.share === null ? t`nobody` : t`${percent(row.share)} of the callers`),
                },
                { name: t`Since`, cell: (row) => <When at={row.since} /> },
                { name: t`Why`, cell: (row) => row.reasons.join('; ') || '–' },
                {
                  name: t`Card`,
                  cell: (row) => (
                    <Button onPress={() => open(row.model)} aria-label={t`Open the card of ${row.model}`}>
                      <Trans>Open</Trans>
                    </Button>
                  ),
                },
              ]}
            />
            <More of={versions} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function Answering({ model }: { model: Model }) {
  if (model.production === null) return <Trans>No version is in production: the baseline answers, and says so.</Trans>;
  const { model: name, since } = model.production;
  return (
    <Trans>
      {name} answers, since <When at={since} />
    </Trans>
  );
}

function Stage({ line }: { line: Line }) {
  const { t } = useLingui();
  const stages: Record<Line['stage'], [Tone, string]> = {
    candidate: ['unknown', t`candidate`],
    canary: ['warn', t`canary`],
    production: ['good', t`production`],
    retired: ['unknown', t`retired`],
  };
  const [tone, name] = stages[line.stage];
  return <Mark tone={tone}>{name}</Mark>;
}

/** A version with its card, its figures and what it takes. */
function Version({ name, version }: { name: string; version: number }) {
  const found = useQuery({
    queryKey: ['models', name, version],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/models/{name}/versions/{version}', { params: { path: { name, version } }, signal })),
  });
  return (
    <Shown query={found} skeleton={<Bones lines={10} height="1.5rem" />}>
      {(kept) => (
        <>
          <p>
            <Stage line={kept} /> <span className={styles.soft}>{kept.reasons.join('; ')}</span>
          </p>
          <Figures of={figuresOf(kept)} />
          <h3 id="card">
            <Trans>Card</Trans>
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <section className={styles.card} tabIndex={0} aria-labelledby="card">
            {kept.card}
          </section>
        </>
      )}
    </Shown>
  );
}

/** The figures that a version was registered with, by the names that evaluations give them. */
function figuresOf(line: Line): { name: string; value: string }[] {
  return Object.entries(line.metrics)
    .filter((each): each is [string, number] => typeof each[1] === 'number')
    .slice(0, 12)
    .map(([name, value]) => ({ name: name.replaceAll('_', ' '), value: number(value, 4) }));
}
