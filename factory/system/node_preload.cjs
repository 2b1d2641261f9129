// Loaded into every Node program that `npm test` starts (NODE_OPTIONS=--require). Where that program is a runner of
// tests, it is made to leave a machine-readable report in the folder that MITY_TEST_REPORTS names, beside what it
// prints. Nothing of the project changes, and what a runner starts itself is not touched: the tests of a project may
// run runners of their own.
'use strict'

const fs = require('fs')
const path = require('path')

const NAME = 'MITY_TEST_REPORTS'
const folder = process.env[NAME]
const RUNNERS = [
  [/[\\/]mocha[\\/]bin[\\/]_?mocha(?:\.[cm]?js)?$/, mocha],
  [/[\\/]jest(?:-cli)?[\\/]bin[\\/]jest\.js$|[\\/]react-scripts[\\/]scripts[\\/]test\.js$/, jest],
  [/[\\/]vitest[\\/](?:vitest\.mjs|dist[\\/]cli\.m?js)$/, vitest],
  [/[\\/]ava[\\/](?:entrypoints[\\/])?cli\.m?js$/, ava],
  [/[\\/](?:@playwright[\\/]test|playwright)[\\/]cli\.js$/, playwright],
  [/[\\/](?:tap|@tapjs[\\/]run)[\\/](?:bin[\\/]run\.m?js|dist[\\/](?:esm[\\/])?(?:run|index)\.m?js)$/, tap],
]
const MANAGERS = /[\\/](?:npm|npx|pnpm|yarn|corepack)[\\/][^\n]*\.[cm]?js$/

function begin() {
  const main = real(process.argv[1] || '')
  try {
    if (process.execArgv.includes('--test')) return nodeTest()
    const found = RUNNERS.find(([pattern]) => pattern.test(main))
    if (found) return found[1](main)
    if (!MANAGERS.test(main)) tap13()
  } catch {
    // a runner of another make: what it prints is read
  }
}

function real(name) {
  try {
    return fs.realpathSync(name)
  } catch {
    return name
  }
}

/** The environment without what brought us here. */
function clean(env) {
  const made = { ...env }
  delete made[NAME]
  const mine = `--require ${JSON.stringify(__filename)}`
  made.NODE_OPTIONS = (made.NODE_OPTIONS || '').replace(mine, '').trim()
  if (!made.NODE_OPTIONS) delete made.NODE_OPTIONS
  return made
}

/** What is started from now on knows nothing of us. */
function leave() {
  const made = clean(process.env)
  for (const name of [NAME, 'NODE_OPTIONS']) {
    if (name in made) process.env[name] = made[name]
    else delete process.env[name]
  }
}

function file(ending) {
  fs.mkdirSync(folder, { recursive: true })
  return path.join(folder, `${process.pid}-${process.hrtime.bigint()}${ending}`)
}

/** `node --test`, again with one more reporter: options of Node cannot be added once it runs. */
function nodeTest() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const old = major < 18 || (major === 18 && minor < 17) || major === 19
  if (old || process.execArgv.includes('--watch') || /--test-reporter/.test(process.env.NODE_OPTIONS || '')) return
  const said = (name) => process.execArgv.filter((word) => word === name || word.startsWith(`${name}=`)).length
  const reporters = said('--test-reporter')
  const places = said('--test-reporter-destination')
  const more = []
  if (!reporters) more.push('--test-reporter=spec')
  if (reporters < 2 && !places) more.push('--test-reporter-destination=stdout')
  else if (reporters !== places) return
  more.push('--test-reporter=junit', `--test-reporter-destination=${file('.xml')}`)
  const words = [...process.execArgv, ...more, ...process.argv.slice(1)]
  const done = require('child_process').spawnSync(process.execPath, words, { stdio: 'inherit', env: clean(process.env) })
  if (done.error) return
  if (done.signal) process.kill(process.pid, done.signal)
  process.exit(done.status === null ? 1 : done.status)
}

/** Whether a test of mocha was tried before. */
function again(test) {
  return typeof test.currentRetry === 'function' && test.currentRetry() > 0
}

function mocha(main) {
  const library = path.join(path.dirname(main), '..', 'lib')
  const [name] = ['mocha.cjs', 'mocha.js'].filter((one) => fs.existsSync(path.join(library, one)))
  const { prototype } = require(path.join(library, name))
  const run = prototype.run
  prototype.run = function (...given) {
    leave()
    const runner = run.apply(this, given)
    const cases = []
    let ended = false
    const suite = (test) => (test.parent && test.parent.fullTitle ? test.parent.fullTitle() : '')
    const take = (end) => (test, error) => cases.push({ suite: suite(test), name: test.title, end, error, again: again(test) })
    runner.on('pass', take(this.options && this.options.dryRun ? 'skipped' : 'passed'))
    runner.on('pending', take('skipped'))
    runner.on('fail', take('failed'))
    runner.on('end', () => {
      ended = true
      junit(cases, ended)
    })
    process.on('exit', () => {
      if (!ended) junit(cases, ended)
    })
    return runner
  }
}

function jest() {
  if (process.argv.some((word) => /^--(?:json|outputFile|watch|watchAll|listTests|showConfig)\b/.test(word))) return leave()
  const json = file('.json.part')
  process.argv.push('--json', `--outputFile=${json}`)
  leave()
  process.on('exit', () => {
    if (!fs.existsSync(json)) return
    const found = JSON.parse(fs.readFileSync(json, 'utf8'))
    fs.unlinkSync(json)
    const ends = { passed: 'passed', failed: 'failed' }
    const cases = found.testResults.flatMap((one) => {
      const suite = path.relative(process.cwd(), one.name)
      const tests = one.assertionResults.map((test) => ({
        suite: [suite, ...test.ancestorTitles].join(' › '),
        name: test.title,
        end: ends[test.status] || 'skipped',
        error: { message: (test.failureMessages || []).join('\n') },
        again: test.invocations > 1,
      }))
      const loaded = one.status !== 'failed' || tests.some((test) => test.end === 'failed')
      if (!loaded) tests.push({ suite, name: 'Test suite failed to run', end: 'failed', error: one })
      return tests
    })
    junit(cases, true)
  })
}

function vitest() {
  if (process.argv.some((word) => /^--outputFile|^--reporter=(?:junit|blob)|^(?:bench|list|related)$/.test(word))) return leave()
  if (!process.argv.some((word) => /^--reporters?\b/.test(word))) process.argv.push('--reporter=default')
  process.argv.push('--reporter=junit', `--outputFile.junit=${file('.xml')}`)
  leave()
}

/** Playwright adds the reporter that a variable names to those of the settings: this file, for the class at its end. */
function playwright() {
  if (process.argv[2] === 'test' && !process.argv.includes('--list')) {
    process.env.PW_TEST_REPORTER = __filename
    PlaywrightReporter.file = file('.xml')
  }
  leave()
}

class PlaywrightReporter {
  constructor() {
    delete process.env.PW_TEST_REPORTER
    this.cases = []
    process.on('exit', () => this.write(false))
  }

  onBegin(_, suite) {
    this.suite = suite
  }

  onError(error) {
    this.cases.push({ suite: 'playwright', name: '(suite)', end: 'failed', error })
  }

  onEnd(result) {
    const root = process.cwd()
    const ends = { expected: 'passed', flaky: 'passed', unexpected: 'failed', skipped: 'skipped' }
    for (const test of this.suite ? this.suite.allTests() : []) {
      const [, project, , ...titles] = test.titlePath()
      const outcome = test.outcome()
      const { error } = test.results[test.results.length - 1] || {}
      this.cases.push({
        suite: [path.relative(root, test.location.file), project, ...titles.slice(0, -1)].filter(Boolean).join(' › '),
        name: test.title,
        end: test.expectedStatus === 'failed' && outcome === 'expected' ? 'skipped' : ends[outcome],
        error,
        again: outcome === 'flaky',
      })
    }
    const failed = this.cases.some((one) => one.end === 'failed')
    if (result.status !== 'passed' && !failed) this.onError({ message: `the run ${result.status}` })
    this.write(true)
  }

  write(ended) {
    if (this.written || !PlaywrightReporter.file) return
    this.written = true
    junit(this.cases, ended, PlaywrightReporter.file)
  }
}

function ava() {
  if (process.argv.some((word) => /^(?:-t|-w|--tap|--watch|--version|--help|reset-cache|debug)$/.test(word))) {
    if (!process.argv.some((word) => /^(?:-t|--tap)$/.test(word))) return leave()
  } else process.argv.push('--tap')
  tap13()
  leave()
}

function tap() {
  if (!process.argv.some((word) => /^(?:-o|--output-file\b)/.test(word))) process.argv.push(`--output-file=${file('.tap')}`)
  leave()
}

/** What is printed, kept as well when it turns out to be TAP. */
function tap13() {
  const write = process.stdout.write
  let out = null
  process.stdout.write = function (chunk, encoding, ...rest) {
    if (out === null) {
      const text = Buffer.isBuffer(chunk) ? chunk.toString() : String(chunk)
      if (/^TAP version 1[34]\s/.test(text)) {
        out = file('.tap')
        leave()
      } else if (text.trim()) out = ''
    }
    if (out) fs.appendFileSync(out, chunk, Buffer.isBuffer(chunk) ? undefined : typeof encoding === 'string' ? encoding : 'utf8')
    return write.call(this, chunk, encoding, ...rest)
  }
}

function junit(cases, ended, place = file('.xml')) {
  const text = (value) =>
    String(value == null ? '' : value)
      .replace(/\x1b\[[0-9;]*m/g, '')
      .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '?')
      .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const rows = cases.map(({ suite, name, end, error, again }) => {
    const said = error && (error.message || error)
    const trace = (error && error.stack) || said
    const inner =
      end === 'failed'
        ? `<failure message="${text(String(said).split('\n')[0])}">${text(trace)}</failure>`
        : end === 'skipped'
          ? '<skipped/>'
          : again
            ? '<flakyFailure message="it passed when it was repeated"/>'
            : ''
    return `<testcase classname="${text(suite)}" name="${text(name) || 'unnamed'}">${inner}</testcase>`
  })
  const tests = ended ? cases.length : cases.length + 1
  const head = `<?xml version="1.0" encoding="utf-8"?>\n<testsuite name="tests" tests="${tests}">\n`
  fs.writeFileSync(place, `${head}${rows.join('\n')}\n</testsuite>\n`)
}

module.exports = PlaywrightReporter

if (folder && require('worker_threads').isMainThread) begin()
