#include "provider/texts.h"

#include "core/ui_language.h"

namespace gatehouse {
namespace {

constexpr Texts kEnglish = {
    .labels = {"Gatehouse", "Title", "Message", "Details", "User name", "Password", "Code", "Answer", "Question",
               "New password", "Confirm password", "QR code", "Option 1", "Option 2", "Option 3", "Option 4", "Submit",
               "E-mail address", "Recovered password"},
    .sign_in = "Sign in",
    .change_password = "Change password",
    .waiting_for_service = "Waiting for the sign-in service…",
    .waiting_for_answer = "Checking…",
    .service_down = "The sign-in service of this computer does not run. Restart the computer or call the help desk.",
    .service_down_other_options = "The sign-in service of this computer does not run. Use another sign-in option.",
    .service_down_no_change =
        "The sign-in service of this computer does not run, so no password can be changed here. Restart the computer "
        "or call the help desk.",
    .service_not_trusted = "The sign-in service of this computer could not be verified. Call the help desk.",
    .connection_lost = "The sign-in service was interrupted. Please try again.",
    .no_answer = "The sign-in service does not answer. Please try again.",
    .change_in_doubt =
        "The sign-in service did not say whether your password was changed. Try the new one first when you sign in.",
    .wrong_account = "This sign-in belongs to another account. Use the tile of that account or \"Other user\".",
    .unusable_answer = "The answer of the sign-in service does not fit here. Please try again or call the help desk.",
    .internal_failure = "Windows could not be given the credential. Call the help desk.",
    .remote_without_password =
        "The remote connection brought no password. Type it here, or connect without Restricted Admin mode and Remote "
        "Credential Guard.",
    .reduced =
        "Sign-in was switched off on this computer after several failures. Restart the computer or call the help desk.",
};

constexpr Texts kGerman = {
    .labels = {"Gatehouse", "Titel", "Meldung", "Einzelheiten", "Benutzername", "Kennwort", "Code", "Antwort", "Frage",
               "Neues Kennwort", "Kennwort bestätigen", "QR-Code", "Option 1", "Option 2", "Option 3", "Option 4",
               "Absenden", "E-Mail-Adresse", "Wiederhergestelltes Kennwort"},
    .sign_in = "Anmelden",
    .change_password = "Kennwort ändern",
    .waiting_for_service = "Warten auf den Anmeldedienst …",
    .waiting_for_answer = "Wird geprüft …",
    .service_down =
        "Der Anmeldedienst dieses Computers läuft nicht. Starten Sie den Computer neu oder rufen Sie den "
        "Helpdesk an.",
    .service_down_other_options =
        "Der Anmeldedienst dieses Computers läuft nicht. Verwenden Sie eine andere "
        "Anmeldeoption.",
    .service_down_no_change =
        "Der Anmeldedienst dieses Computers läuft nicht, daher kann hier kein Kennwort geändert werden. Starten Sie "
        "den Computer neu oder rufen Sie den Helpdesk an.",
    .service_not_trusted =
        "Der Anmeldedienst dieses Computers konnte nicht überprüft werden. Rufen Sie den Helpdesk "
        "an.",
    .connection_lost = "Der Anmeldedienst wurde unterbrochen. Versuchen Sie es bitte noch einmal.",
    .no_answer = "Der Anmeldedienst antwortet nicht. Versuchen Sie es bitte noch einmal.",
    .change_in_doubt =
        "Der Anmeldedienst hat nicht mitgeteilt, ob Ihr Kennwort geändert wurde. Versuchen Sie es bei der nächsten "
        "Anmeldung zuerst mit dem neuen.",
    .wrong_account =
        "Diese Anmeldung gehört zu einem anderen Konto. Verwenden Sie dessen Kachel oder „Anderer "
        "Benutzer“.",
    .unusable_answer =
        "Die Antwort des Anmeldedienstes passt nicht hierher. Versuchen Sie es bitte noch einmal oder rufen Sie den "
        "Helpdesk an.",
    .internal_failure = "Die Anmeldedaten konnten nicht an Windows übergeben werden. Rufen Sie den Helpdesk an.",
    .remote_without_password =
        "Die Remoteverbindung hat kein Kennwort mitgebracht. Geben Sie es hier ein, oder verbinden Sie sich ohne den "
        "eingeschränkten Administratormodus und ohne Remote Credential Guard.",
    .reduced =
        "Die Anmeldung wurde auf diesem Computer nach mehreren Fehlern abgeschaltet. Starten Sie den Computer neu oder "
        "rufen Sie den Helpdesk an.",
};

// Simplified, in the words of Windows: 登录, 密码, 其他用户.
constexpr Texts kChinese = {
    .labels = {"Gatehouse", "标题", "消息", "详细信息", "用户名", "密码", "验证码", "答案", "问题", "新密码",
               "确认密码", "二维码", "选项 1", "选项 2", "选项 3", "选项 4", "提交", "电子邮件地址", "恢复的密码"},
    .sign_in = "登录",
    .change_password = "更改密码",
    .waiting_for_service = "正在等待登录服务…",
    .waiting_for_answer = "正在检查…",
    .service_down = "此电脑的登录服务未运行。请重新启动电脑，或致电服务台。",
    .service_down_other_options = "此电脑的登录服务未运行。请使用其他登录选项。",
    .service_down_no_change = "此电脑的登录服务未运行，因此无法在此更改密码。请重新启动电脑，或致电服务台。",
    .service_not_trusted = "无法验证此电脑的登录服务。请致电服务台。",
    .connection_lost = "登录服务已中断。请重试。",
    .no_answer = "登录服务没有响应。请重试。",
    .change_in_doubt = "登录服务未说明您的密码是否已更改。下次登录时，请先尝试使用新密码。",
    .wrong_account = "此登录属于其他帐户。请使用该帐户的登录项，或选择“其他用户”。",
    .unusable_answer = "登录服务的响应不适用于此处。请重试，或致电服务台。",
    .internal_failure = "无法将凭据提供给 Windows。请致电服务台。",
    .remote_without_password =
        "远程连接没有提供密码。请在此输入密码，或在不使用受限管理模式和 Remote Credential Guard 的情况下连接。",
    .reduced = "多次失败后，此电脑上的登录已关闭。请重新启动电脑，或致电服务台。",
};

}  // namespace

const Texts& TextsFor(std::string_view language) noexcept {
  switch (LanguageOf(language).value_or(Language::kEnglish)) {
    case Language::kGerman:
      return kGerman;
    case Language::kChinese:
      return kChinese;
    case Language::kEnglish:
      break;
  }
  return kEnglish;
}

}  // namespace gatehouse
