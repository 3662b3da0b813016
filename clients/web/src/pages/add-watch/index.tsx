import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { answer, api, newKey } from '../../api/client';
import { useAddress } from '../../parts/address';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { RuleFields, ruleOf, USUAL_RULE } from '../../parts/rule-fields';
import { Bones, FailedLine } from '../../parts/states';
import { tell } from '../../parts/told';
import styles from './add-watch.module.css';
import { PreviewOf } from './preview-of';

// The shop of a stack on one's own machine: its address is filled in there, so that a first look costs one press.
const DEMO = 'http://harbour.shop.test/p/steel-kettle';

/** A page to watch: first what would be read of it, then when to tell. */
export default function AddWatch() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const [at, setAt] = useAddress();
  const [url, setUrl] = useState(at('url') ?? '');
  const [draft, setDraft] = useState(USUAL_RULE);
  const [label, setLabel] = useState('');
  const [tags, setTags] = useState('');
  const variant = at('variant');
  const key = useRef(newKey());
  const preview = useMutation({
    mutationFn: (wanted: { url: string; variant: string | null }) =>
      answer(api.POST('/v1/prices/preview', { body: wanted })),
  });
  const look = preview.mutate;
  const asked = at('url');
  useEffect(() => {
    if (asked !== null) look({ url: asked, variant });
  }, [asked, variant, look]);
  const add = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/v1/prices/watches', {
          params: { header: { 'idempotency-key': key.current } },
          body: {
            url: asked ?? url.trim(),
            variant,
            label: label.trim() === '' ? null : label.trim(),
            tags: listOf(tags),
            ...ruleOf(draft),
            ...(draft.every_minutes === USUAL_RULE.every_minutes
              ? {}
              : { check: { every_minutes: draft.every_minutes } as never }),
          },
        }),
      ),
    onSuccess: (watch) => {
      void client.invalidateQueries({ queryKey: ['watches'] });
      tell(t`The page is watched from now on.`);
      navigate(`/products/${watch.product_id}`);
    },
    // What was refused was not carried out: the next try is another write.
    onError: (problem) => {
      if (!problem.isPassing) key.current = newKey();
    },
  });
  function submitAddress(event: FormEvent) {
    event.preventDefault();
    const wanted = url.trim();
    if (wanted === asked && variant === null) look({ url: wanted, variant: null });
    else setAt({ url: wanted, variant: null });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate();
  }
  const found = preview.data;
  const isRead = asked !== null && found !== undefined && !preview.isPending;
  return (
    <div className={styles.page}>
      <PageHead title={t`Add a watch`} />
      <form className={styles.address} onSubmit={submitAddress}>
        <Field
          label={t`Address of a product page`}
          value={url}
          onChange={setUrl}
          problem={preview.error?.about('url')}
          type="url"
          autoFocus={asked === null}
          placeholder="https://shop.example/p/kettle"
          hint={
            isOwnMachine() && url === '' ? (
              <button type="button" className={styles.link} onClick={() => setUrl(DEMO)}>
                {t`Take the demo shop's kettle`}
              </button>
            ) : undefined
          }
        />
        <Button
          type="submit"
          look={isRead ? 'plain' : 'main'}
          icon="search"
          isDisabled={url.trim() === ''}
          isPending={preview.isPending}
        >
          <Trans>See what is read</Trans>
        </Button>
      </form>
      {preview.error !== null && preview.error.about('url') === undefined && <FailedLine problem={preview.error} />}
      {preview.isPending && (
        <Panel title={t`What is read`} under={t`The page is being fetched; that may take a few seconds.`}>
          <Bones lines={5} />
        </Panel>
      )}
      {isRead && (
        <>
          <PreviewOf preview={found} variant={variant} onVariant={(name) => setAt({ variant: name })} />
          <Panel title={t`When to tell`}>
            <form className={styles.rule} onSubmit={submit}>
              <RuleFields
                draft={draft}
                onChange={setDraft}
                problem={add.error}
                currency={found.reading?.currency ?? null}
              />
              <div className={styles.names}>
                <Field
                  label={t`Your name for it`}
                  value={label}
                  onChange={setLabel}
                  problem={add.error?.about('label')}
                  placeholder={found.reading?.title ?? ''}
                />
                <Field
                  label={t`Tags`}
                  value={tags}
                  onChange={setTags}
                  problem={add.error?.about('tags')}
                  hint={t`Several with commas between them`}
                />
              </div>
              {add.error && <FailedLine problem={add.error} />}
              <div>
                <Button type="submit" look="main" icon="add" isPending={add.isPending}>
                  {found.price.value === null ? t`Watch it all the same` : t`Watch this page`}
                </Button>
              </div>
            </form>
          </Panel>
        </>
      )}
    </div>
  );
}

const isOwnMachine = () => ['localhost', '127.0.0.1'].includes(location.hostname);

const listOf = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  ),
];
