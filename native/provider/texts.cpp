#include "provider/texts.h"

namespace gatehouse {
namespace {

constexpr Texts kEnglish = {
    .labels = {"Gatehouse", "Title", "Message", "Details", "User name", "Password", "Code", "Answer", "Choice",
               "New password", "Confirm password", "Picture", "Option 1", "Option 2", "Option 3", "Option 4", "Submit"},
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
    .labels = {"Gatehouse", "Titel", "Meldung", "Einzelheiten", "Benutzername", "Kennwort", "Code", "Antwort",
               "Auswahl", "Neues Kennwort", "Kennwort bestätigen", "Bild", "Option 1", "Option 2", "Option 3",
               "Option 4", "Absenden"},
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

}  // namespace

const Texts& TextsFor(std::string_view language) noexcept { return language.starts_with("de") ? kGerman : kEnglish; }

}  // namespace gatehouse
