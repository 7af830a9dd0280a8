-- Stands in for obs-browser where OBS comes without it: a source of the same kind, with
-- the same settings, defaults and button. What happens to a source is written to
-- events.jsonl; pictures of its page are taken from <number>.png when <number>.txt says
-- that there is a new one. Both are in the folder of the script's setting `folder`.

local obs = obslua
local folder = ""
local number = 0

local LOOK_S = 0.05

local function quoted(text)
    local escaped = text:gsub('[%z\1-\31\\"]', function(char)
        return string.format("\\u%04x", char:byte())
    end)
    return '"' .. escaped .. '"'
end

local function tell(data, event)
    local file = io.open(folder .. "/events.jsonl", "a")
    if file == nil then
        return
    end
    file:write(string.format(
        '{"source":%d,"name":%s,"event":%s,"url":%s,"css":%s,"width":%d,"height":%d,'
            .. '"shutdown":%s,"reroute_audio":%s,"visible":%s,"active":%s}\n',
        data.number,
        quoted(data.name),
        quoted(event),
        quoted(data.url),
        quoted(data.css),
        data.width,
        data.height,
        tostring(data.shutdown),
        tostring(data.reroute_audio),
        tostring(data.visible),
        tostring(data.active)
    ))
    file:close()
end

local function take(data, settings)
    data.url = obs.obs_data_get_string(settings, "url")
    data.css = obs.obs_data_get_string(settings, "css")
    data.width = obs.obs_data_get_int(settings, "width")
    data.height = obs.obs_data_get_int(settings, "height")
    data.shutdown = obs.obs_data_get_bool(settings, "shutdown")
    data.reroute_audio = obs.obs_data_get_bool(settings, "reroute_audio")
end

-- OBS draws with its graphics locked and then waits for the script; whoever of the script
-- waits for the graphics stops both. So only drawing touches textures.
local garbage = {}

local function drop(image)
    if image ~= nil then
        garbage[#garbage + 1] = image
    end
end

local function look_for_picture(data)
    local file = io.open(folder .. "/" .. data.number .. ".txt", "r")
    if file == nil then
        return
    end
    local version = file:read("*a")
    file:close()
    if version == data.version or version == "" then
        return
    end
    data.version = version
    drop(data.fresh)
    data.fresh = obs.gs_image_file()
    obs.gs_image_file_init(data.fresh, folder .. "/" .. version .. ".png")
end

local function take_picture(data)
    if data.fresh ~= nil then
        obs.gs_image_file_init_texture(data.fresh)
        drop(data.image)
        data.image, data.fresh = data.fresh, nil
    end
    for index, image in ipairs(garbage) do
        obs.gs_image_file_free(image)
        garbage[index] = nil
    end
end

local source = {}
source.id = "browser_source"
source.type = obs.OBS_SOURCE_TYPE_INPUT
source.output_flags = obs.OBS_SOURCE_VIDEO

source.get_name = function()
    return "Browser"
end

source.create = function(settings, handle)
    number = number + 1
    local data = {
        number = number,
        name = obs.obs_source_get_name(handle) or "",
        visible = false,
        active = false,
        waited = 0,
        version = "",
    }
    take(data, settings)
    tell(data, "create")
    return data
end

source.destroy = function(data)
    drop(data.image)
    drop(data.fresh)
    tell(data, "destroy")
end

source.update = function(data, settings)
    local before = data.url .. data.css .. tostring(data.shutdown)
    local width, height = data.width, data.height
    take(data, settings)
    if data.url .. data.css .. tostring(data.shutdown) ~= before then
        tell(data, "update")
    elseif width ~= data.width or height ~= data.height then
        tell(data, "resize")
    end
end

source.get_defaults = function(settings)
    obs.obs_data_set_default_string(settings, "url", "https://obsproject.com/browser-source")
    obs.obs_data_set_default_int(settings, "width", 800)
    obs.obs_data_set_default_int(settings, "height", 600)
    obs.obs_data_set_default_int(settings, "fps", 30)
    obs.obs_data_set_default_bool(settings, "fps_custom", false)
    obs.obs_data_set_default_bool(settings, "shutdown", false)
    obs.obs_data_set_default_bool(settings, "restart_when_active", false)
    obs.obs_data_set_default_bool(settings, "reroute_audio", false)
    obs.obs_data_set_default_int(settings, "webpage_control_level", 1)
    obs.obs_data_set_default_string(
        settings,
        "css",
        "body { background-color: rgba(0, 0, 0, 0); margin: 0px auto; overflow: hidden; }"
    )
end

source.get_properties = function(data)
    local properties = obs.obs_properties_create()
    obs.obs_properties_add_text(properties, "url", "URL", obs.OBS_TEXT_DEFAULT)
    obs.obs_properties_add_button(properties, "refreshnocache", "Refresh", function()
        tell(data, "refresh")
        return false
    end)
    return properties
end

source.show = function(data)
    data.visible = true
    tell(data, "show")
end

source.hide = function(data)
    data.visible = false
    tell(data, "hide")
end

source.activate = function(data)
    data.active = true
    tell(data, "activate")
end

source.deactivate = function(data)
    data.active = false
    tell(data, "deactivate")
end

source.get_width = function(data)
    return data.width
end

source.get_height = function(data)
    return data.height
end

source.video_tick = function(data, seconds)
    data.waited = data.waited + seconds
    if data.waited >= LOOK_S then
        data.waited = 0
        look_for_picture(data)
    end
end

source.video_render = function(data)
    take_picture(data)
    if data.image ~= nil and data.image.texture ~= nil then
        obs.obs_source_draw(data.image.texture, 0, 0, data.width, data.height, false)
    end
end

function script_description()
    return "A browser source of tests: pictures of pages come from a browser outside."
end

-- Sources of the scene collection are made before a script's settings are read, so the
-- folder is the one that this file is in.
folder = debug.getinfo(1, "S").source:sub(2):match("^(.*)/[^/]*$")
obs.obs_register_source(source)
