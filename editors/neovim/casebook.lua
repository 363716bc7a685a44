-- Casebook in Neovim 0.7 or newer: put this file into ~/.config/nvim/plugin/. Where `casebook` is not on the PATH, say
-- so before: vim.g.casebook_command = { '/path/to/casebook', 'lsp' }

local clients = {}

local function start()
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':p:h')
  local settings = vim.fn.findfile('site.toml', vim.fn.escape(folder, ' ,;*?[') .. ';')
  if settings == '' then
    return
  end
  local config = {
    name = 'casebook',
    cmd = vim.g.casebook_command or { 'casebook', 'lsp' },
    root_dir = vim.fn.fnamemodify(settings, ':p:h'),
  }
  -- Completion with CTRL-X CTRL-O; newer versions set it themselves.
  vim.bo.omnifunc = 'v:lua.vim.lsp.omnifunc'
  if vim.lsp.start then
    vim.lsp.start(config)
    return
  end
  local known = clients[config.root_dir]
  if not known or vim.lsp.client_is_stopped(known) then
    clients[config.root_dir] = vim.lsp.start_client(config)
  end
  vim.lsp.buf_attach_client(0, clients[config.root_dir])
end

vim.api.nvim_create_autocmd('FileType', { pattern = { 'markdown', 'yaml', 'toml' }, callback = start })
