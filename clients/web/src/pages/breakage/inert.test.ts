import { expect, test } from 'vitest';
import { inert } from './inert';

test('a saved page says what it said, and nothing in it runs, loads, sends or is styled', () => {
  const html =
    inert(`<html><head><base href="http://x.test"><style>b{color:red}</style><meta http-equiv="refresh" content="0;url=x"></head>
    <body onload="go()"><b style="color:red" onclick=go() class="now">€ 71,99</b><script>go()</script>
    <img src="http://x.test/a.png"><a href="javascript:go()">buy</a><iframe srcdoc="<script>"></iframe>
    <form action="http://x.test"><input name="a" value="b"></form><svg><script>go()</script></svg></body></html>`);
  expect(html).toContain('€ 71,99');
  expect(html).toContain('class="now"');
  expect(html).not.toMatch(/script|style|http|onload|onclick|javascript|src|href|refresh|action/i);
});

test('a page that is broken is shown as far as it goes', () => {
  expect(inert('<style>b{}<b>12</b>')).toBeTypeOf('string');
  expect(inert('')).toContain('<body></body>');
});
