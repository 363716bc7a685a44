-- Neovim as somebody who writes uses it, on a copy of the site in the current folder:
--   nvim --headless --clean -c 'luafile tests/editors/neovim.lua'
-- CASEBOOK names the program, CASEBOOK_SITE the folder of the copy, CASEBOOK_PLUGIN the file to put into plugin/.

local PATIENCE = 60000
local site = assert(os.getenv('CASEBOOK_SITE'), 'CASEBOOK_SITE names a site')
local passed = 0

local function expect(what, ok, seen)
  if not ok then
    error(what .. ': ' .. vim.inspect(seen), 0)
  end
  passed = passed + 1
end

local function wait(what, question)
  if not vim.wait(PATIENCE, question, 20) then
    error(what .. ' does not come: ' .. vim.inspect(vim.diagnostic.get()), 0)
  end
  passed = passed + 1
end

local function ask(method, params)
  local answers, why = vim.lsp.buf_request_sync(0, method, params, PATIENCE)
  assert(answers, why)
  local _, answer = next(answers)
  assert(answer, method .. ' is not answered')
  return answer.result, answer.error
end

-- Asks for a new name and writes it.
local function rename_to(name)
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  params.newName = name
  local edit, why = ask('textDocument/rename', params)
  expect('an edit', edit, why)
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
end

-- Puts the cursor at the end of the first place where a text stands.
local function go_to(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local _, last = line:find(text, 1, true)
    if last then
      vim.api.nvim_win_set_cursor(0, { number, last - 1 })
      return number - 1, last
    end
  end
  error('there is no `' .. text .. '`', 0)
end

local function insert(row, column, text)
  vim.api.nvim_buf_set_text(0, row, column, row, column, { text })
end

local function position()
  return vim.lsp.util.make_position_params(0, 'utf-16')
end

local function count(bufnr)
  return #vim.diagnostic.get(bufnr)
end

local function run()
  vim.cmd('filetype on')
  vim.g.casebook_command = { assert(os.getenv('CASEBOOK'), 'CASEBOOK names the program'), 'lsp' }
  dofile(assert(os.getenv('CASEBOOK_PLUGIN'), 'CASEBOOK_PLUGIN names the plugin'))
  vim.o.hidden = true
  vim.cmd('edit ' .. site .. '/content/articles/story.md')
  wait('a client', function()
    return #vim.tbl_values(vim.lsp.buf_get_clients(0)) == 1
  end)
  local client = vim.tbl_values(vim.lsp.buf_get_clients(0))[1]
  wait('the greeting', function()
    return client.initialized
  end)
  local buffer = vim.api.nvim_get_current_buf()

  -- What is typed is checked before it is saved, behind signs that take two columns in UTF-16.
  local row, column = go_to('€210')
  vim.api.nvim_buf_set_text(0, row, column - 3, row, column, { '200' })
  wait('a wrong number', function()
    return count(buffer) == 1
  end)
  local wrong = vim.diagnostic.get(buffer)[1]
  expect('the code', wrong.user_data.lsp.code == 'number-disagrees', wrong)
  expect('the place', wrong.lnum == row and wrong.col == column - 3, wrong)

  -- The cure is put in.
  go_to('€200')
  local params = vim.lsp.util.make_range_params(0, 'utf-16')
  params.context = { diagnostics = {} }
  local actions = ask('textDocument/codeAction', params)
  expect('a cure', actions and #actions > 0, actions)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
  expect('the cured line', vim.api.nvim_buf_get_lines(0, row, row + 1, true)[1]:find('€210 billion', 1, true), actions)
  wait('all to be well', function()
    return count(buffer) == 0
  end)

  -- Completion, as CTRL-X CTRL-O asks for it.
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_buf_set_lines(0, last, last, true, { '', 'See [€210 billion](figure:po' })
  vim.api.nvim_win_set_cursor(0, { last + 2, 999 })
  local line = vim.api.nvim_get_current_line()
  local place = position()
  -- The cursor stands on the last sign, not behind it.
  place.position.character = select(2, vim.str_utfindex(line, #line))
  local list = ask('textDocument/completion', place)
  expect('an id', list and list.items[1] and list.items[1].label == 'pot', list)
  vim.api.nvim_buf_set_lines(0, last, last + 2, true, {})

  -- Hover, definition, references.
  go_to('(figure:po')
  local card = ask('textDocument/hover', position())
  expect('the card', card and card.contents.value:find('The pot', 1, true), card)
  local place_of = ask('textDocument/definition', position())
  expect('the definition', place_of and place_of.uri:find('content/figures/numbers.yaml', 1, true), place_of)
  local reference = position()
  reference.context = { includeDeclaration = true }
  local places = ask('textDocument/references', reference)
  expect('the references', places and #places == 3, places)

  -- A new name, in a file that is not open too.
  rename_to('big-pot')
  go_to('(figure:big-pot')
  local figures = vim.fn.bufnr(site .. '/content/figures/numbers.yaml')
  expect('the record', vim.api.nvim_buf_get_lines(figures, 0, 1, true)[1] == '- id: big-pot', figures)
  wait('all to be well after it', function()
    return count() == 0
  end)

  -- A word that cannot be a name is refused in words.
  local rename = position()
  rename.newName = 'No Name'
  local _, why = ask('textDocument/rename', rename)
  expect('a refusal', why and why.message:find('lower-case', 1, true), why)

  -- A term takes its file along, since this editor renames files.
  go_to('(term:loa')
  rename_to('credit')
  expect('the new file', vim.fn.filereadable(site .. '/content/glossary/credit.md') == 1, vim.fn.glob(site .. '/content/glossary/*'))
  vim.cmd('wall')
  wait('all to be well at the end', function()
    return count() == 0
  end)

  client.stop()
  wait('the end', function()
    return client.is_stopped()
  end)
end

local ok, why = xpcall(run, function(problem)
  return type(problem) == 'string' and problem or debug.traceback(vim.inspect(problem))
end)
io.stdout:write('\n', ok and (passed .. ' promises kept in Neovim\n') or ('FAILED: ' .. tostring(why) .. '\n'))
vim.cmd(ok and 'qall!' or 'cquit 1')
