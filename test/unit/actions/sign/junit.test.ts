import { describe, expect, it } from '@jest/globals';
import { readJUnit } from '../../../../actions/sign/junit.ts';
import { XML_LIMIT } from '../../../../actions/sign/xml.ts';

const read = (xml: string) => readJUnit(Buffer.from(xml), 'unit.xml');
const suite = (cases: string, attributes = ''): string =>
  `<testsuite name="unit" ${attributes}>${cases}</testsuite>`;

describe('reading a JUnit report', () => {
  it('counts the test cases of all suites, and takes the end of the last suite as its time', () => {
    const report = read(`<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a runner -->
<testsuites tests="99">
  <testsuite name="a" timestamp="2026-11-24T10:00:00" time="1.5">
    <properties><property name="x" value="y"/></properties>
    <testcase classname="shop.Cart" name="adds"/>
    <testcase classname="shop.Cart" name="removes"><failure message="a &lt; b"><![CDATA[<testcase/> ]]></failure></testcase>
    <system-out>1 &amp; 2</system-out>
  </testsuite>
  <testsuite name="b" timestamp="2026-11-24T12:00:00+02:00">
    <testcase name="breaks"><error/></testcase>
    <testcase name="waits"><skipped/></testcase>
  </testsuite>
</testsuites>`);
    expect(report).toEqual({
      tests: 4,
      passed: 1,
      skipped: 1,
      failed: 2,
      failedTests: ['shop.Cart removes', 'breaks'],
      finishedOn: new Date('2026-11-24T10:00:01.500Z'),
    });
  });

  it('takes a suite for failed that failed outside of its test cases', () => {
    expect(read(suite('<testcase name="a"/>', 'errors="2"'))).toMatchObject({
      passed: 1,
      failed: 2,
      failedTests: [],
    });
  });

  it('does not believe a suite that counts no failures over a test case that failed', () => {
    expect(read(suite('<testcase name="a"><failure/></testcase>', 'failures="0"'))).toMatchObject({
      failed: 1,
    });
  });

  it.each([
    ['deep in a test case', suite('<testcase name="a"><properties><failure/></properties></testcase>')],
    ['of a suite, outside of its test cases', suite('<testcase name="a"/><error message="set-up"/>')],
    ['with a prefix', suite('<testcase name="a"><x:failure/></testcase>')],
    ['in a suite with a prefix', '<x:testsuite><x:testcase name="a"><x:error/></x:testcase></x:testsuite>'],
  ])('takes a failure for one %s', (_, xml) => {
    expect(read(xml).failed).toBe(1);
  });

  it.each(['1 ', '+1', '99999999999', '-1', '0x1', ''])(
    'refuses a report that counts %j failures',
    (value) => {
      expect(() => read(suite('<testcase name="a"/>', `failures="${value}"`))).toThrow(/cannot be counted/);
    },
  );

  it('passes a test that failed first and passed when it was run again', () => {
    expect(read(suite('<testcase name="a"><flakyFailure/></testcase>'))).toMatchObject({
      passed: 1,
      failed: 0,
    });
  });

  it.each([
    ['no test', suite('')],
    ['only skipped tests', suite('<testcase name="a"><skipped/></testcase>')],
  ])('refuses a report with %s: it proves nothing', (_, xml) => {
    expect(() => read(xml)).toThrow(/unit.xml proves nothing/);
  });

  it.each([
    ['another document', '<html/>', 'JUnit XML starts with'],
    ['no XML', 'ok 1 - passes', 'XML starts with an element'],
    ['nothing', '', 'XML starts with an element'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><testsuite/>', 'no document type is read'],
    ['an entity of its own', suite('<testcase name="&b;"/>'), 'no entity &b;'],
    ['an entity that every object has', suite('<testcase name="&constructor;"/>'), 'no entity &constructor;'],
    ['an unfinished reference', suite('<testcase name="a & b"/>'), 'no entity'],
    ['an impossible character', suite('<testcase name="&#x110000;"/>'), 'no character has the number'],
    ['an element that is not closed', '<testsuite><testcase name="a">', '<testcase> is not closed'],
    [
      'elements that overlap',
      '<testsuite><testcase name="a"></testsuite></testcase>',
      'closes what is not open',
    ],
    ['two roots', '<testsuite/><testsuite/>', 'one root'],
    ['an attribute twice', '<testsuite name="a" name="b"/>', 'given once'],
    ['an attribute without quotes', '<testsuite name=a/>', 'not finished'],
    ['a comment without end', '<testsuite><!-- </testsuite>', '<!-- is not closed'],
    ['too many levels', '<testsuite>'.repeat(XML_LIMIT.depth + 1), 'levels'],
    ['a tag cut short', '<testsuite', 'not finished'],
  ])('refuses %s', (_, xml, why) => {
    expect(() => read(xml)).toThrow(why);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => readJUnit(Buffer.from([0x3c, 0xff]), 'unit.xml')).toThrow(/XML in UTF-8/);
  });

  it('names the line', () => {
    const error: unknown = (() => {
      try {
        return read('<testsuite>\n\n<testcase name=a/>');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ problems: [{ at: { file: 'unit.xml', line: 3 } }] });
  });
});
