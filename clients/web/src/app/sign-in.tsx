import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useEffect, useState } from 'react';
import { session, useSession } from '../api/session';
import { Button } from '../parts/button';
import { Field } from '../parts/field';
import { Notice } from '../parts/notice';
import styles from './sign-in.module.css';

/** Stands at whatever address somebody came to; once they are signed in, that page is there. */
export default function SignIn() {
  const { t } = useLingui();
  const { ended } = useSession();
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    document.title = `${t`Sign in`} · Tradewind`;
  }, [t]);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!session.signIn(token)) setProblem(t`This is no token that can be used: it is incomplete, or past its time.`);
  }
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate>
        <img src="/icon.svg" alt="" width="40" height="40" />
        <h1>
          <Trans>Sign in to Tradewind</Trans>
        </h1>
        {ended === 'expired' && (
          <Notice kind="warn">
            <Trans>Your token is past its time. Sign in with a new one, and you are back where you were.</Trans>
          </Notice>
        )}
        {ended === 'refused' && (
          <Notice kind="bad">
            <Trans>The server does not believe this token. Is it one of this Tradewind?</Trans>
          </Notice>
        )}
        <Field
          label={t`Token or API key`}
          value={token}
          onChange={(text) => {
            setToken(text);
            setProblem(undefined);
          }}
          problem={problem}
          type="password"
          autoComplete="off"
          autoFocus
          hint={
            <Trans>
              On your own machine, <code>tradewind token</code> prints one. It is kept in this tab alone.
            </Trans>
          }
        />
        <Button type="submit" look="main" isDisabled={token.trim() === ''}>
          <Trans>Sign in</Trans>
        </Button>
      </form>
    </main>
  );
}
