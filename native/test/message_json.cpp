#include "test/message_json.h"

#include <array>

#include "test/hex.h"

namespace gatehouse::test {
namespace {

using nlohmann::json;

constexpr std::array kScenarios = {"", "logon", "unlock", "credui", "change-password"};
constexpr std::array kStates = {"hidden", "selected", "deselected", "both"};
constexpr std::array kModes = {"normal", "readonly", "disabled"};
constexpr std::array kClasses = {"none", "info", "warning", "error"};

template <typename Names, typename Value>
std::string NameIn(const Names& names, Value value) {
  return names.at(static_cast<std::size_t>(value));
}

json BytesJson(Bytes bytes) { return {{"hex", ToHex(bytes)}}; }

json FieldJson(const ScreenField& field) {
  json out = {{"slot", NameIn(kSlotNames, field.slot)},
              {"state", NameIn(kStates, field.state)},
              {"mode", NameIn(kModes, field.mode)}};
  if (field.text) out["text"] = *field.text;
  if (field.clear) out["clear"] = true;
  if (!field.options.empty()) out["options"] = field.options;
  if (field.selected) out["selected"] = *field.selected;
  if (field.picture) {
    out["picture"] = {
        {"width", field.picture->width}, {"height", field.picture->height}, {"bits", BytesJson(field.picture->bits)}};
  }
  return out;
}

struct Writer {
  json operator()(const Hello& m) const {
    return {{"type", "hello"},
            {"oldestVersion", m.oldest_version},
            {"newestVersion", m.newest_version},
            {"scenario", NameIn(kScenarios, m.scenario)},
            {"remote", m.remote},
            {"language", m.language},
            {"providerVersion", m.provider_version}};
  }
  json operator()(const Open& m) const {
    return {{"type", "open"}, {"tileSid", m.tile_sid}, {"userName", m.user_name}};
  }
  json operator()(const Submit& m) const {
    json inputs = json::array();
    for (const Input& input : m.inputs) {
      inputs.push_back({{"slot", NameIn(kSlotNames, input.slot)}, {"value", BytesJson(input.value)}});
    }
    return {{"type", "submit"}, {"screen", m.screen}, {"inputs", inputs}};
  }
  json operator()(const Choose& m) const {
    return {{"type", "choose"}, {"screen", m.screen}, {"slot", NameIn(kSlotNames, m.slot)}};
  }
  json operator()(const Cancel& /*m*/) const { return {{"type", "cancel"}}; }
  json operator()(const Report& m) const {
    return {{"type", "report"}, {"ntStatus", m.nt_status}, {"subStatus", m.sub_status}};
  }
  json operator()(const Close& /*m*/) const { return {{"type", "close"}}; }
  json operator()(const Welcome& m) const {
    return {{"type", "welcome"}, {"version", m.version}, {"serviceVersion", m.service_version}};
  }
  json operator()(const ShowScreen& m) const {
    json screen = {{"id", m.screen.id}, {"fields", json::array()}};
    for (const ScreenField& field : m.screen.fields) screen["fields"].push_back(FieldJson(field));
    if (m.screen.focus) screen["focus"] = NameIn(kSlotNames, *m.screen.focus);
    if (m.screen.submit_after) screen["submitAfter"] = NameIn(kSlotNames, *m.screen.submit_after);
    if (m.screen.message) {
      screen["message"] = {{"class", NameIn(kClasses, m.screen.message->message_class)},
                           {"text", m.screen.message->text}};
    }
    return {{"type", "screen"}, {"screen", screen}};
  }
  json operator()(const Progress& m) const { return {{"type", "progress"}, {"text", m.text}}; }
  json operator()(const Grant& m) const {
    json out = {{"type", "grant"},
                {"domain", m.domain},
                {"userName", m.user_name},
                {"sid", m.sid},
                {"correlationId", m.correlation_id}};
    if (m.password) out["password"] = BytesJson(*m.password);
    return out;
  }
  json operator()(const Fault& m) const { return {{"type", "fault"}, {"code", m.code}, {"text", m.text}}; }
  json operator()(const Done& m) const { return {{"type", "done"}, {"text", m.text}}; }
};

}  // namespace

json ToJson(const Message& message) { return std::visit(Writer{}, message); }

}  // namespace gatehouse::test
