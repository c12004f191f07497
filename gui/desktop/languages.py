"""What the program speaks: Qt's translators of the language chosen."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from data.schema import Language
from geo.words.wording import I18N_FOLDER

log = logging.getLogger(__name__)


class Translators(QObject):
    """Has the widgets that are built from now on speak one language."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []

    def speak(self, language: Language) -> None:
        """Speak `language` instead of the last one."""
        self.fall_silent()
        chinese = language is Language.ZH
        QLocale.setDefault(QLocale("zh_CN" if chinese else "en_US"))
        if not chinese:
            return
        qt_texts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase_zh_CN", qt_texts), ("yiquan_zh", str(I18N_FOLDER))):
            translator = QTranslator(self)
            if translator.load(name, folder):
                QCoreApplication.installTranslator(translator)
                self._installed.append(translator)
            else:
                log.warning("no translation %s in %s", name, folder)

    def fall_silent(self) -> None:
        """Speak no language any more but the one the texts are written in."""
        while self._installed:
            QCoreApplication.removeTranslator(self._installed.pop())
