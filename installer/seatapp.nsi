; The setup program for Windows: makensis -DVERSION=0.1.0 -DPAYLOAD=folder -DOUT=file.exe -DICON=seatapp.ico seatapp.nsi
;
; Silent with /S, another folder with /D=... (last, without quotes), settings of the site with
; /SITE=\\server\share\centre.toml, which is copied for all users together with root.crt beside it.
; An older version is replaced in place. What people worked on is in their data folders and is
; touched neither by an upgrade nor by the removal.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel admin
ManifestDPIAware true

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define NAME "SeatApp"
!define TITLE "城管席位工作站"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\${NAME}"
InstallDirRegKey HKLM "Software\${NAME}" "Folder"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${TITLE}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\seatapp-window.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP|MB_OK "需要 64 位的 Windows。没有安装任何文件。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP|MB_OK "需要 Windows 10 或更新的版本。没有安装任何文件。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

; A running program holds its files open: half an upgrade would be worse than none.
!macro CloseProgram un
Function ${un}CloseProgram
  ${If} ${FileExists} "$INSTDIR\seatapp-window.exe"
    again:
    ClearErrors
    FileOpen $0 "$INSTDIR\seatapp-window.exe" a
    ${If} ${Errors}
      MessageBox MB_ICONEXCLAMATION|MB_RETRYCANCEL "请先关闭${TITLE}，再继续。没有改动任何文件。" /SD IDCANCEL IDRETRY again
      SetErrorLevel 4
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro CloseProgram ""
!insertmacro CloseProgram "un."

Section "Install"
  ; Without it a machine-wide setup would put the shortcut into the menu of one user.
  SetShellVarContext all
  Call CloseProgram
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"

  ${GetParameters} $0
  ${GetOptions} $0 "/SITE=" $1
  ${If} $1 != ""
    CreateDirectory "$APPDATA\${NAME}"
    CopyFiles /SILENT "$1" "$APPDATA\${NAME}\centre.toml"
    ${GetParent} "$1" $2
    ${If} ${FileExists} "$2\root.crt"
      CopyFiles /SILENT "$2\root.crt" "$APPDATA\${NAME}\root.crt"
    ${EndIf}
  ${EndIf}

  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\seatapp-window.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\seatapp-window.exe"
  WriteRegStr HKLM "${KEY}" "Publisher" "SeatApp"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${KEY}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  SetShellVarContext all
  Call un.CloseProgram
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\seatapp.exe"
  Delete "$INSTDIR\seatapp-window.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
  DeleteRegKey HKLM "Software\${NAME}"
  DetailPrint "各人的数据保留在 %LOCALAPPDATA%\${NAME}，本机设置保留在 $APPDATA\${NAME}。"
  MessageBox MB_ICONINFORMATION|MB_OK "程序已卸载。各人办理的数据保留在 %LOCALAPPDATA%\${NAME}，本机设置保留在 $APPDATA\${NAME}。" /SD IDOK
SectionEnd
