// Makes data/programs.json: for every block one line of Python, what Blockly calls the block in
// nine languages, and the Python of the same block with one meaning changed.
//
//   npm install blockly@12.5.1
//   node semhub/datasets/programs.cjs > semhub/datasets/data/programs.json
//
// Sentences and code are Blockly's own output; which blocks there are, and what is changed in
// each, is written down here.

const path = require('path');
const { createRequire } = require('module');
const here = createRequire(path.join(process.cwd(), 'package.json'));
const Blockly = here('blockly');
const { pythonGenerator } = here('blockly/python');

const LOCALES = { en: 'en', es: 'es', fr: 'fr', de: 'de', zh: 'zh-hans', ja: 'ja', ru: 'ru', ar: 'ar', hi: 'hi' };

const block = (type, inputs = {}, fields = {}) => ({
  type,
  fields,
  inputs: Object.fromEntries(Object.entries(inputs).map(([name, inner]) => [name, { block: inner }])),
});
const value = (x) => (typeof x === 'number' ? number(x) : typeof x === 'string' ? variable(x) : x);
const number = (NUM) => block('math_number', {}, { NUM });
const text = (TEXT) => block('text', {}, { TEXT });
const variable = (name) => block('variables_get', {}, { VAR: { name } });
const truth = (BOOL) => block('logic_boolean', {}, { BOOL });
const set = (name, to) => block('variables_set', { VALUE: value(to) }, { VAR: { name } });
const print = (what) => block('text_print', { TEXT: value(what) });
const list = (...items) => ({
  ...block('lists_create_with', Object.fromEntries(items.map((item, i) => [`ADD${i}`, value(item)]))),
  extraState: { itemCount: items.length },
});
const arithmetic = (A, OP, B) => block('math_arithmetic', { A: value(A), B: value(B) }, { OP });
const compare = (A, OP, B) => block('logic_compare', { A: value(A), B: value(B) }, { OP });
const logic = (A, OP, B) => block('logic_operation', { A: value(A), B: value(B) }, { OP });
const not = (BOOL) => block('logic_negate', { BOOL: value(BOOL) });
const single = (OP, NUM) => block('math_single', { NUM: value(NUM) }, { OP });
const trig = (OP, NUM) => block('math_trig', { NUM: value(NUM) }, { OP });
const round = (OP, NUM) => block('math_round', { NUM: value(NUM) }, { OP });
const onList = (OP, LIST) => block('math_on_list', { LIST: value(LIST) }, { OP });
const isIt = (PROPERTY, NUM) => block('math_number_property', { NUMBER_TO_CHECK: value(NUM) }, { PROPERTY });
const modulo = (A, B) => block('math_modulo', { DIVIDEND: value(A), DIVISOR: value(B) });
const constrain = (VALUE, LOW, HIGH) => block('math_constrain', { VALUE: value(VALUE), LOW: value(LOW), HIGH: value(HIGH) });
const random = (FROM, TO) => block('math_random_int', { FROM: value(FROM), TO: value(TO) });
const item = (LIST, WHERE, AT) =>
  block('lists_getIndex', { VALUE: value(LIST), ...(AT ? { AT: value(AT) } : {}) }, { MODE: 'GET', WHERE });
const put = (MODE, LIST, WHERE, AT, TO) =>
  block('lists_setIndex', { LIST: value(LIST), ...(AT ? { AT: value(AT) } : {}), TO: value(TO) }, { MODE, WHERE });
const part = (LIST, WHERE1, AT1, WHERE2, AT2) =>
  block('lists_getSublist', { LIST: value(LIST), ...(AT1 ? { AT1: value(AT1) } : {}), ...(AT2 ? { AT2: value(AT2) } : {}) }, { WHERE1, WHERE2 });
const repeated = (ITEM, NUM) => block('lists_repeat', { ITEM: value(ITEM), NUM: value(NUM) });
const of = (type, inner) => block(type, { VALUE: value(inner) });
const backwards = (TEXT) => block('text_reverse', { TEXT: value(TEXT) });
const split = (MODE, INPUT, DELIM) => block('lists_split', { INPUT: value(INPUT), DELIM: text(DELIM) }, { MODE });
const reversed = (LIST) => block('lists_reverse', { LIST: value(LIST) });
const written = (CASE, TEXT) => block('text_changeCase', { TEXT: value(TEXT) }, { CASE });
const trimmed = (MODE, TEXT) => block('text_trim', { TEXT: value(TEXT) }, { MODE });
const find = (END, VALUE, FIND) => block('text_indexOf', { VALUE: value(VALUE), FIND: text(FIND) }, { END });
const letter = (VALUE, WHERE, AT) =>
  block('text_charAt', { VALUE: value(VALUE), ...(AT ? { AT: value(AT) } : {}) }, { WHERE });
const count = (SUB, TEXT) => block('text_count', { SUB: text(SUB), TEXT: value(TEXT) });
const replace = (FROM, TO, TEXT) => block('text_replace', { FROM: text(FROM), TO: text(TO), TEXT: value(TEXT) });
const append = (name, TEXT) => block('text_append', { TEXT: text(TEXT) }, { VAR: { name } });
const choose = (IF, THEN, ELSE) => block('logic_ternary', { IF: value(IF), THEN: value(THEN), ELSE: value(ELSE) });
const when = (IF0, DO0) => block('controls_if', { IF0: value(IF0), DO0 });
const times = (TIMES, DO) => block('controls_repeat_ext', { TIMES: value(TIMES), DO });
const loop = (MODE, BOOL, DO) => block('controls_whileUntil', { BOOL: value(BOOL), DO }, { MODE });
const each = (name, LIST, DO) => block('controls_forEach', { LIST: value(LIST), DO }, { VAR: { name } });
const from = (name, FROM, TO, BY, DO) =>
  block('controls_for', { FROM: value(FROM), TO: value(TO), BY: value(BY), DO }, { VAR: { name } });

// [block, the same block with one meaning changed]
const ROWS = [
  [times(10, print(text('hello'))), times(3, print(text('hello')))],
  [times(5, append('line', '-')), times(5, append('line', '+'))],
  [times('rounds', print('score')), times('rounds', print('level'))],
  [loop('WHILE', compare('lives', 'GT', 0), set('lives', arithmetic('lives', 'MINUS', 1))), loop('UNTIL', compare('lives', 'GT', 0), set('lives', arithmetic('lives', 'MINUS', 1)))],
  [loop('UNTIL', compare('speed', 'EQ', 100), set('speed', arithmetic('speed', 'ADD', 10))), loop('UNTIL', compare('speed', 'EQ', 100), set('speed', arithmetic('speed', 'MINUS', 10)))],
  [loop('WHILE', not('finished'), print(text('wait'))), loop('WHILE', 'finished', print(text('wait')))],
  [each('name', 'guests', print('name')), each('name', 'cities', print('name'))],
  [each('price', 'prices', set('total', arithmetic('total', 'ADD', 'price'))), each('price', 'prices', set('total', arithmetic('total', 'MINUS', 'price')))],
  [from('i', 1, 10, 1, print('i')), from('i', 1, 10, 2, print('i'))],
  [from('year', 2000, 2020, 4, print('year')), from('year', 2000, 2012, 4, print('year'))],
  [from('i', 1, 9, 2, append('steps', '*')), from('i', 1, 9, 3, append('steps', '*'))],
  [when(compare('age', 'GTE', 18), print(text('welcome'))), when(compare('age', 'LTE', 18), print(text('welcome')))],
  [when(compare('answer', 'EQ', 42), set('correct', truth('TRUE'))), when(compare('answer', 'EQ', 42), set('correct', truth('FALSE')))],
  [when(of('lists_isEmpty', 'basket'), print(text('nothing'))), when(of('lists_isEmpty', 'drawer'), print(text('nothing')))],
  [when(logic('raining', 'AND', 'cold'), print(text('stay'))), when(logic('raining', 'OR', 'cold'), print(text('stay')))],
  [when(isIt('EVEN', 'number'), print(text('even'))), when(isIt('ODD', 'number'), print(text('even')))],
  [choose(compare('a', 'GT', 'b'), 'a', 'b'), choose(compare('a', 'LT', 'b'), 'a', 'b')],
  [choose('sunny', text('beach'), text('museum')), choose('sunny', text('beach'), text('cinema'))],
  [set('x', 7), set('x', 12)],
  [set('colours', list(text('red'), text('green'), text('blue'))), set('colours', list(text('red'), text('green'), text('white')))],
  [set('average', arithmetic(onList('SUM', 'marks'), 'DIVIDE', of('lists_length', 'marks'))), set('average', arithmetic(onList('SUM', 'marks'), 'MULTIPLY', of('lists_length', 'marks')))],
  [set('area', arithmetic('width', 'MULTIPLY', 'height')), set('area', arithmetic('width', 'ADD', 'height'))],
  [set('counter', arithmetic('counter', 'ADD', 1)), set('counter', arithmetic('counter', 'MINUS', 1))],
  [set('half', arithmetic('amount', 'DIVIDE', 2)), set('half', arithmetic('amount', 'DIVIDE', 4))],
  [set('door', truth('TRUE')), set('door', truth('FALSE'))],
  [set('dice', random(1, 6)), set('dice', random(1, 20))],
  [set('first', item('queue', 'FIRST')), set('first', item('queue', 'LAST'))],
  [print(of('text_length', 'word')), print(of('text_length', 'sentence'))],
  [print(arithmetic(6, 'MULTIPLY', 7)), print(arithmetic(6, 'MULTIPLY', 9))],
  [print(text('good morning')), print(text('good night'))],
  [print(onList('MAX', 'temperatures')), print(onList('MIN', 'temperatures'))],
  [item('names', 'FIRST'), item('names', 'LAST')],
  [item('planets', 'LAST'), item('planets', 'FIRST')],
  [item('letters', 'FROM_START', 3), item('letters', 'FROM_END', 3)],
  [item('scores', 'FROM_END', 2), item('scores', 'FROM_END', 5)],
  [put('SET', 'plan', 'FROM_START', 1, text('rest')), put('SET', 'plan', 'FROM_START', 4, text('rest'))],
  [put('INSERT', 'team', 'FROM_START', 2, text('Ann')), put('SET', 'team', 'FROM_START', 2, text('Ann'))],
  [put('INSERT', 'tasks', 'LAST', null, text('sleep')), put('INSERT', 'tasks', 'LAST', null, text('eat'))],
  [part('days', 'FROM_START', 1, 'FROM_START', 5), part('days', 'FROM_START', 1, 'FROM_START', 3)],
  [part('months', 'FIRST', null, 'FROM_START', 6), part('months', 'FIRST', null, 'FROM_START', 9)],
  [of('lists_length', 'pages'), of('lists_length', 'books')],
  [of('lists_isEmpty', 'inbox'), not(of('lists_isEmpty', 'inbox'))],
  [list(1, 2, 3), list(1, 2, 4)],
  [list(text('apple'), text('pear'), text('plum')), list(text('apple'), text('pear'), text('lemon'))],
  [repeated(0, 8), repeated(0, 5)],
  [repeated(text('ha'), 3), repeated(text('ho'), 3)],
  [reversed('numbers'), reversed('words')],
  [split('SPLIT', 'line', ','), split('SPLIT', 'line', ';')],
  [split('JOIN', 'parts', '-'), split('JOIN', 'parts', '+')],
  [onList('SUM', 'prices'), onList('MIN', 'prices')],
  [onList('MIN', 'distances'), onList('MAX', 'distances')],
  [onList('RANDOM', 'cards'), onList('RANDOM', 'songs')],
  [of('text_length', 'title'), of('text_isEmpty', 'title')],
  [of('text_isEmpty', 'message'), not(of('text_isEmpty', 'message'))],
  [written('UPPERCASE', 'name'), written('LOWERCASE', 'name')],
  [written('LOWERCASE', 'code'), written('TITLECASE', 'code')],
  [written('TITLECASE', text('once upon a time')), written('UPPERCASE', text('once upon a time'))],
  [trimmed('BOTH', 'entry'), trimmed('LEFT', 'entry')],
  [trimmed('LEFT', 'line'), trimmed('RIGHT', 'line')],
  [find('FIRST', 'story', 'wolf'), find('LAST', 'story', 'wolf')],
  [find('LAST', 'path', '.'), find('LAST', 'path', ',')],
  [letter('word', 'FIRST'), letter('word', 'LAST')],
  [letter('word', 'FROM_START', 4), letter('word', 'FROM_START', 7)],
  [letter('name', 'FROM_END', 2), letter('name', 'FROM_START', 2)],
  [count('a', 'text'), count('e', 'text')],
  [replace('cat', 'dog', 'story'), replace('cat', 'fox', 'story')],
  [backwards('word'), backwards('message')],
  [append('song', 'la'), append('song', 'na')],
  [modulo(17, 5), modulo(17, 3)],
  [constrain('volume', 0, 100), constrain('volume', 0, 11)],
  [random(1, 100), random(1, 10)],
  [single('ROOT', 16), single('ROOT', 25)],
  [single('ABS', 'difference'), single('NEG', 'difference')],
  [trig('SIN', 30), trig('COS', 30)],
  [trig('TAN', 'angle'), trig('SIN', 'angle')],
  [round('ROUND', 3.7), round('ROUND', 8.2)],
  [round('ROUNDUP', 'height'), round('ROUNDDOWN', 'height')],
  [round('ROUNDDOWN', 2.9), round('ROUNDUP', 2.9)],
  [isIt('EVEN', 12), isIt('ODD', 12)],
  [isIt('POSITIVE', 'balance'), isIt('NEGATIVE', 'balance')],
  [isIt('WHOLE', 'share'), isIt('WHOLE', 'amount')],
  [logic('hungry', 'AND', 'tired'), logic('hungry', 'OR', 'tired')],
  [logic('tea', 'OR', 'coffee'), logic('tea', 'AND', 'coffee')],
  [logic(compare('x', 'GT', 0), 'AND', compare('x', 'LT', 10)), logic(compare('x', 'GT', 0), 'OR', compare('x', 'LT', 10))],
  [not('ready'), not('locked')],
];

const tidy = (said) =>
  // Blockly marks the direction of its signs for pages that run from right to left.
  said.replace(/[\u200e\u200f]/g, '').replace(/\s+/g, ' ').replace(/“ /g, '“').replace(/ ”/g, '”').replace(/\( /g, '(').replace(/ \)/g, ')').trim();

function made(specification) {
  const workspace = new Blockly.Workspace();
  const top = Blockly.serialization.blocks.append(specification, workspace);
  pythonGenerator.init(workspace);
  const python = pythonGenerator.blockToCode(top);
  const lines = (Array.isArray(python) ? python[0] : python).trim();
  const said = tidy(top.toString(1000));
  // A body of one statement may stand behind its head, which keeps each program on one line.
  return { said, code: lines.replace(/:\n\s+(?=[^\n]*$)/, ': ') };
}

const rows = ROWS.map(([right, wrong]) => ({ texts: {}, code: made(right).code, changed: made(wrong).code }));
for (const [language, locale] of Object.entries(LOCALES)) {
  Blockly.setLocale(here(`blockly/msg/${locale}`));
  ROWS.forEach(([right], i) => (rows[i].texts[language] = made(right).said));
}
process.stdout.write(JSON.stringify(rows, null, 1) + '\n');
